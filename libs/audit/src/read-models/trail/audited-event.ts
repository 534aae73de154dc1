import type { Actor, JsonObject } from '@evidesk/kernel';
import type { Change } from '../../domain/changes.js';
import type { AuditedKind } from './trail.projection.js';

/** One line of the audit history: who did what to which thing, as what, when, to what effect and because of what. */
export interface AuditedEvent {
  readonly eventId: string;
  readonly type: string;
  /** The thing that it happened to. */
  readonly subject: { readonly kind: AuditedKind; readonly id: string; /** An incident's. */ readonly number?: string };
  readonly revision: number;
  readonly position: string;
  readonly actor: Actor;
  readonly occurredAt: string;
  readonly recordedAt: string;
  /** What it says, in the language asked for. */
  readonly sentence: string;
  /** Every field that it changed, before and after. */
  readonly changes: readonly Change[];
  /** What it says, in full. */
  readonly data: JsonObject;
  readonly commandId: string;
  readonly causationId?: string;
  readonly correlationId: string;
  readonly hash: string;
}
