import type { RecordedEvent } from './event.js';
import type { JsonObject } from './json.js';
import type { Collection, Document } from './projection.js';
import type { Instant } from './time.js';

/** A command that is to be sent when an instant has come. */
export interface Deadline {
  /** Unique among the deadlines of one schedule. */
  readonly key: string;
  /** The instant that it is about: the command's `occurredAt`, however late it is sent. */
  readonly at: Instant;
  /** Not sent before this instant, where that is later than `at`: history that is still coming in has its say first. */
  readonly notBefore?: Instant;
  readonly command: string;
  readonly data: JsonObject;
}

/** What a process manager wants done, as data; the runtime carries it out. */
export type ProcessOutput =
  /** Send a command. Its id derives from the causing event and `key`, so that sending again is harmless. */
  | {
      readonly kind: 'send';
      readonly command: string;
      readonly target: string;
      readonly data: JsonObject;
      readonly key: string;
    }
  /** Send commands to one target when their time has come. Replaces all that was scheduled under `key`; none: calls it off. */
  | {
      readonly kind: 'schedule';
      readonly key: string;
      readonly target: string;
      readonly deadlines: readonly Deadline[];
    }
  /** Nothing is to be done, and why. */
  | { readonly kind: 'ignore'; readonly reason: string };

/** What a process manager has to remember of earlier events: one document a key, folded as a projection is. */
export interface ProcessMemory<M extends Document = Document> {
  readonly collection: Collection<M>;
  /** The document that an event belongs to; `undefined` when there is nothing to remember or to look up. */
  key(event: RecordedEvent): string | undefined;
  /** The document after the event; `null` forgets it. Never changes its argument. An event that comes again changes nothing. */
  remember(document: M | undefined, event: RecordedEvent, key: string): M | null;
}

/** A pure, durable reaction to events: the decider's shape, with outputs instead of events. */
export interface ProcessManager<M extends Document = Document> {
  readonly name: string;
  /** Prefixes of the streams whose events it reads. */
  readonly streams: readonly string[];
  readonly memory?: ProcessMemory<M>;
  /** What follows from an event, given what is remembered with the event itself taken in. */
  react(event: RecordedEvent, memory: M | undefined): readonly ProcessOutput[];
}
