import { type EventStore, StreamNotFound } from '@evidesk/event-store';
import { type Position, START } from '@evidesk/kernel';

/** Tells the desk up to where the commands of a process manager are sent: `{ position }`, for the process named as target. */
export const RECORD_PROGRESS = 'RecordProcessProgress';

/** The stream in which a process manager's progress is kept: it outlives the read store. */
export const progressStream = (process: string): string => `process-${process}`;

/**
 * Up to where the commands of a process manager were sent, as the event store knows: a view that is lost is filled
 * again from history, and nothing of it is done twice. @throws StoreUnavailable
 */
export async function loadProgress(store: EventStore, process: string): Promise<Position> {
  try {
    const newest = store.readStream(progressStream(process), { direction: 'backwards', limit: 1 });
    for await (const { data } of newest) return String(data['position']);
  } catch (error) {
    if (!(error instanceof StreamNotFound)) throw error;
  }
  return START;
}
