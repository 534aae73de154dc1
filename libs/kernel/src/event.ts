import type { JsonObject } from './json.js';
import type { Instant } from './time.js';

/** Who did something, with the roles that they held then. */
export interface Actor {
  readonly id: string;
  readonly roles: readonly string[];
  /** The person for whom the actor acted, e.g. the reporter whose confirmation the desk took by phone. */
  readonly onBehalfOf?: string;
}

/** A business fact. `type` is its wire name, fixed for ever and independent of any TypeScript name. */
export interface DomainEvent<Type extends string = string, Data extends object = object> {
  readonly type: Type;
  readonly data: Data;
}

/** What is known about an event besides its data. */
export interface EventMetadata {
  readonly eventId: string;
  /** The version of the shape of `data`; older versions are upcast on read. */
  readonly schemaVersion: number;
  /** The command that made the event. */
  readonly commandId: string;
  /** What made someone send that command: an event, a deadline or a request. Absent when a person acted unprompted. */
  readonly causationId?: string;
  /** Ties together all that followed from one request. */
  readonly correlationId: string;
  readonly actor: Actor;
  /** When it happened in the world (may be back-dated). */
  readonly occurredAt: Instant;
  /** When the system learnt of it (never edited). */
  readonly recordedAt: Instant;
  /** W3C trace context of the append, where that was traced: by it an event leads to its trace, and what follows joins it. */
  readonly traceparent?: string;
  /** The digest of the request, where the command's id was its sender's: by it another request with that id is told. */
  readonly requestDigest?: string;
  /** Whose personal data the event holds, by an id that tells nobody who it is. Absent where it holds none. */
  readonly person?: string;
}

/**
 * A place in the global order of a store. Opaque, save that positions of one store compare as strings:
 * `a < b` exactly when the event at `a` comes before the event at `b`.
 */
export type Position = string;

/** The position before the first event. */
export const START: Position = '';

/** An event as a store gives it back. */
export interface RecordedEvent<Event extends DomainEvent = DomainEvent<string, JsonObject>> {
  readonly stream: string;
  /** The event's place in its stream, from 0. */
  readonly revision: number;
  readonly position: Position;
  readonly type: Event['type'];
  readonly data: Event['data'];
  readonly metadata: EventMetadata;
  /** The link of the stream's hash chain that this event is. */
  readonly hash: string;
}
