import type { RecordedEvent } from './event.js';
import type { JsonObject } from './json.js';

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
  /** Nothing is to be done, and why. */
  | { readonly kind: 'ignore'; readonly reason: string };

/** A pure, durable reaction to events: the decider's shape, with outputs instead of events. */
export interface ProcessManager {
  readonly name: string;
  /** Prefixes of the streams whose events it reads. */
  readonly streams: readonly string[];
  /** What follows from an event. */
  react(event: RecordedEvent): readonly ProcessOutput[];
}
