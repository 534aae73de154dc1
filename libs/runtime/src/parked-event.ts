import type { Collection, Document, Instant, Position } from '@evidesk/kernel';

/** An event that a runner could not take in, or that waits behind such a one in its stream. */
export interface ParkedEvent extends Document {
  /** The event's position. */
  readonly id: string;
  readonly stream: string;
  readonly position: Position;
  readonly revision: number;
  readonly eventType: string;
  readonly eventId: string;
  /** Why it failed; for a blocked event, behind which one it waits. */
  readonly error: string;
  /** How often it was tried; 0 for a blocked event. */
  readonly attempts: number;
  /** When it was parked first. */
  readonly parkedAt: Instant;
  /** True when it was not tried, because an earlier event of its stream is parked. */
  readonly blocked: boolean;
}

/** Where the parked events of a runner are; replaying is by `stream`, in order of position. */
export function parkedCollection(runner: string): Collection<ParkedEvent> {
  return {
    name: `${runner.toLowerCase().replace(/[^a-z0-9]+/g, '_')}_parked`,
    indexes: [
      { name: 'stream', fields: ['stream', 'position'] },
      { name: 'parkedAt', fields: ['parkedAt'] },
    ],
  };
}
