import type { Instant, RecordedEvent } from '@evidesk/kernel';

export type Scalar = string | number | boolean;
export type AttributeType = 'string' | 'integer' | 'float' | 'boolean' | 'time';

/** Attribute name → its type. */
export type Attributes = Readonly<Record<string, AttributeType>>;

/** An object that an event is about, and as what. */
export interface Related {
  readonly type: string;
  readonly id: string;
  readonly qualifier: string;
}

/** What an event makes of an object's attributes. */
export interface ObjectState {
  readonly type: string;
  readonly id: string;
  readonly attributes: Readonly<Record<string, Scalar>>;
  /** Objects that it belongs to from now on. */
  readonly belongsTo?: readonly Related[];
}

/** An event of the desk in the terms of process mining. */
export interface LoggedEvent {
  readonly id: string;
  readonly type: string;
  readonly time: Instant;
  readonly attributes: Readonly<Record<string, Scalar>>;
  readonly objects: readonly Related[];
  readonly states: readonly ObjectState[];
}

/** What a log consists of: every type with all the attributes that it may have, known before the first event is read. */
export interface LogSchema {
  readonly eventTypes: Readonly<Record<string, Attributes>>;
  readonly objectTypes: Readonly<Record<string, Attributes>>;
}

/** A reading of the desk's history. */
export interface EventLog extends LogSchema {
  /** Prefixes of the streams that it reads. */
  readonly streams: readonly string[];
  /** The type of the objects that are the cases of a log with one case an event (XES). */
  readonly caseType: string;
  /** An event as the log has it; `undefined` when it is none of its events. */
  log(event: RecordedEvent): LoggedEvent | undefined;
}
