import type { RecordedEvent } from './event.js';
import type { JsonObject } from './json.js';

/** One pure step from a version of an event's data to the next. */
export interface Upcaster {
  /** The wire name of the event. */
  readonly type: string;
  /** The version that it reads; it makes `from + 1`. */
  readonly from: number;
  upcast(data: JsonObject): JsonObject;
}

/** Brings a stored event to the newest version of its type. Stored events never change. */
export type Upcast = (event: RecordedEvent) => RecordedEvent;

/**
 * Chains upcasters by wire name.
 * @throws Error when two steps start at the same version of the same type.
 */
export function upcasterChain(upcasters: readonly Upcaster[]): Upcast {
  const steps = new Map<string, Upcaster>();
  for (const step of upcasters) {
    const key = `${step.type}@${step.from}`;
    if (steps.has(key)) throw new Error(`two upcasters for ${key}`);
    steps.set(key, step);
  }
  return (event) => {
    let version = event.metadata.schemaVersion;
    let step = steps.get(`${event.type}@${version}`);
    if (step === undefined) return event;
    let data = event.data;
    while (step !== undefined) {
      data = step.upcast(data);
      version += 1;
      step = steps.get(`${event.type}@${version}`);
    }
    return { ...event, data, metadata: { ...event.metadata, schemaVersion: version } };
  };
}
