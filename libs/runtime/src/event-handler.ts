import type { RecordedEvent } from '@evidesk/kernel';
import type { Write } from '@evidesk/read-store';
import type { ParkingLot } from './parking-lot.js';

/** What an event handler may ask of the runner that it works for. */
export interface HandlerContext {
  readonly parking: ParkingLot;
  /** Ends waiting: the runner stops or has lost its lease. */
  readonly signal: AbortSignal;
  /** Repeats while a store is unavailable. @throws Interrupted */
  patiently<T>(operation: () => Promise<T>): Promise<T>;
  /** Throws `Interrupted` when the lease is lost, so that nothing more is done in its name. */
  ensureHeld(): void;
  /** Told of each failed attempt that will be repeated. */
  onRetry(event: RecordedEvent, error: unknown, attempt: number): void;
}

/** What is done with events: folded into documents, or answered with commands. */
export interface EventHandler {
  /** Forgets all that is held in memory. `empty`: nothing was ever committed to the generation. */
  reset(generation: number, empty: boolean): void;
  /**
   * Takes in events in order. An event that fails for good is parked; the later ones of its stream are blocked.
   * @throws Interrupted
   */
  handle(events: readonly RecordedEvent[], context: HandlerContext): Promise<void>;
  /** Takes in one event, without retry or parking. Throws what the event makes fail. */
  attempt(event: RecordedEvent, context: HandlerContext): Promise<void>;
  /** The writes for all that was taken in since the last time; they must be committed, or the handler reset. */
  drain(context: HandlerContext): Promise<Write[]>;
  /** How many documents wait to be written. */
  readonly pending: number;
  /** True when what was taken in had effects outside the read store: the checkpoint should follow soon. */
  readonly urgent: boolean;
}
