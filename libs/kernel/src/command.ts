import type { Actor } from './event.js';
import type { Instant } from './time.js';

/** What comes in with every command, so that deciding needs no clock, no randomness and no context. */
export interface CommandMetadata {
  /** The same id means the same command: it is carried out once. The ids of its events derive from it. */
  readonly commandId: string;
  readonly correlationId: string;
  readonly causationId?: string;
  readonly actor: Actor;
  readonly occurredAt: Instant;
  readonly recordedAt: Instant;
  /** W3C trace context of what made someone send the command, where that was traced. */
  readonly traceparent?: string;
  /** Tells what was asked from anything else, where its sender gave the command an id of his own. */
  readonly requestDigest?: string;
}

/** A wish that something happen. `type` is imperative: `EscalateIncident`. */
export interface Command<Type extends string = string, Data extends object = object> {
  readonly type: Type;
  readonly data: Data;
  readonly metadata: CommandMetadata;
}
