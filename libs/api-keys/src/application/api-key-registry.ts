import { setTimeout as sleep } from 'node:timers/promises';
import type { EventStore } from '@evidesk/event-store';
import { type Position, START, StoreUnavailable } from '@evidesk/kernel';
import { BadToken, type Principal, type TokenVerifier } from '@evidesk/platform';
import { ApiKeyBook, type ApiKeyView, dayOf, dayText } from './api-key-book.js';
import { hashOfSecret } from './api-key-secret.js';

/** What the registry needs of the world. */
export interface ApiKeyRegistryOptions {
  /** The time, in milliseconds. */
  readonly now: () => number;
  /** Told when a key was used for the first time on a day. Must not throw. */
  readonly onUse: (use: { readonly id: string; readonly principal: Principal; readonly day: string }) => void;
  /** Told when keys can't be read; they are tried again. */
  readonly onLost: (error: unknown) => void;
}

const RETRY_MS = 1_000;

/**
 * Every API key, kept current from the event store, so that verifying one costs a hash and no question to anybody. A
 * key that is revoked by another process ends when its event comes in.
 */
export class ApiKeyRegistry implements TokenVerifier {
  private readonly book = new ApiKeyBook();
  private readonly stopping = new AbortController();
  private reached: Position = START;
  private known = false;
  private following: Promise<void> | undefined;
  private readonly waiters = new Set<() => void>();

  constructor(
    private readonly store: EventStore,
    private readonly options: ApiKeyRegistryOptions,
  ) {}

  /** Begins to read and goes on until `stop`, however often the store is away. */
  start(): void {
    this.following ??= this.follow();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.following;
  }

  /** How many there are, those that have ended too. @throws StoreUnavailable until they are known */
  get size(): number {
    this.mustBeKnown();
    return this.book.size;
  }

  /** @throws BadToken, StoreUnavailable until the keys are known */
  verify(secret: string): Principal {
    this.mustBeKnown();
    const key = this.book.find(hashOfSecret(secret));
    if (key === undefined) throw new BadToken('there is no such API key');
    if (key.revoked) throw new BadToken('the API key was revoked');
    const now = this.options.now();
    if (key.expiresAtMs <= now) throw new BadToken('the API key has expired');
    const today = dayOf(now);
    if (key.lastUsedDay < today) {
      key.lastUsedDay = today;
      this.options.onUse({ id: key.id, principal: key.principal, day: dayText(today) });
    }
    return key.principal;
  }

  /** All keys, newest first. @throws StoreUnavailable until they are known */
  list(): readonly ApiKeyView[] {
    this.mustBeKnown();
    return this.book.list(this.options.now());
  }

  /** Answers true once everything up to a position is known, false when that takes longer. */
  waitFor(position: Position, timeoutMs = 2_000): Promise<boolean> {
    return this.wait(() => this.reached >= position, timeoutMs);
  }

  /** Answers true once all keys that there are now are known, false when that takes longer. */
  whenKnown(timeoutMs: number): Promise<boolean> {
    return this.wait(() => this.known, timeoutMs);
  }

  private async wait(reached: () => boolean, timeoutMs: number): Promise<boolean> {
    const deadline = Date.now() + timeoutMs;
    while (!reached()) {
      const left = deadline - Date.now();
      if (left <= 0 || this.stopping.signal.aborted) return false;
      await this.progress(left);
    }
    return true;
  }

  private progress(timeoutMs: number): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.waiters.delete(done);
        resolve();
      };
      const timer = setTimeout(done, timeoutMs);
      this.waiters.add(done);
    });
  }

  private async follow(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      try {
        const filter = { streamPrefixes: ['api-key-'] };
        for await (const batch of this.store.subscribe({ after: this.reached, filter, signal })) {
          for (const event of batch.events) this.book.learn(event);
          this.reached = batch.position;
          this.known ||= batch.caughtUp;
          for (const done of [...this.waiters]) done();
        }
      } catch (error) {
        if (signal.aborted) return;
        this.options.onLost(error);
        await sleep(RETRY_MS, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  private mustBeKnown(): void {
    if (!this.known) throw new StoreUnavailable('event-store', RETRY_MS);
  }
}
