import type { Instant, RecordedEvent } from '@evidesk/kernel';
import type { Principal } from '@evidesk/platform';
import type { ApiKeyEvent } from '../contract/api-key-events.js';

/** One API key as it can be shown: everything but its secret. */
export interface ApiKeyView {
  readonly id: string;
  readonly name: string;
  readonly roles: readonly string[];
  /** What of its roles' permissions it may use; all of them when absent. */
  readonly permissions?: readonly string[];
  readonly purpose?: string;
  readonly status: 'active' | 'expired' | 'revoked';
  readonly issuedAt: Instant;
  readonly issuedBy: string;
  readonly expiresAt?: Instant;
  readonly revokedAt?: Instant;
  readonly revokedBy?: string;
  /** The day (UTC) of its last use. */
  readonly lastUsedDay?: string;
}

/** A key as it is known in memory. */
export interface KnownKey {
  readonly id: string;
  readonly principal: Principal;
  readonly expiresAtMs: number;
  revoked: boolean;
  /** Days since 1970; -1 before its first use. */
  lastUsedDay: number;
  view: Omit<ApiKeyView, 'status'>;
}

const DAY_MS = 86_400_000;
const PREFIX = 'api-key-';

/** The day of a moment. */
export const dayOf = (ms: number): number => Math.floor(ms / DAY_MS);
/** A day as people write it: `2026-11-21`. */
export const dayText = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, 10);

/** All API keys, from their events: by the hash of the secret, which is all that is known of it. */
export class ApiKeyBook {
  private readonly byHash = new Map<string, KnownKey>();
  private readonly byId = new Map<string, KnownKey>();

  get size(): number {
    return this.byId.size;
  }

  find(secretHash: string): KnownKey | undefined {
    return this.byHash.get(secretHash);
  }

  /** Newest first. */
  list(now: number): readonly ApiKeyView[] {
    return [...this.byId.values()].reverse().map((key) => {
      const status = key.revoked ? 'revoked' : key.expiresAtMs <= now ? 'expired' : 'active';
      return { ...key.view, ...(key.lastUsedDay >= 0 && { lastUsedDay: dayText(key.lastUsedDay) }), status };
    });
  }

  learn(stored: RecordedEvent): void {
    const id = stored.stream.slice(PREFIX.length);
    const event = stored as unknown as ApiKeyEvent;
    const { actor, recordedAt } = stored.metadata;
    if (event.type === 'api-key.issued') return this.add(id, event.data, { by: actor.id, at: recordedAt });
    const key = this.byId.get(id);
    if (key === undefined) return;
    if (event.type === 'api-key.used') key.lastUsedDay = Math.max(key.lastUsedDay, dayOf(Date.parse(event.data.day)));
    if (event.type === 'api-key.revoked') {
      key.revoked = true;
      key.view = { ...key.view, revokedAt: recordedAt, revokedBy: actor.id };
    }
  }

  private add(
    id: string,
    data: Extract<ApiKeyEvent, { type: 'api-key.issued' }>['data'],
    issued: { readonly by: string; readonly at: Instant },
  ): void {
    const { secretHash, name, roles, permissions, expiresAt, purpose } = data;
    const key: KnownKey = {
      id,
      principal: Object.freeze({
        id: `key:${name}`,
        roles: Object.freeze([...roles]),
        ...(permissions !== undefined && { scope: new Set(permissions) }),
      }),
      expiresAtMs: expiresAt === undefined ? Infinity : Date.parse(expiresAt),
      revoked: false,
      lastUsedDay: -1,
      view: { id, name, roles, permissions, purpose, expiresAt, issuedAt: issued.at, issuedBy: issued.by },
    };
    this.byHash.set(secretHash, key);
    this.byId.set(id, key);
  }
}
