import { type Clock, type Collection, type Document, type Instant, type Position, START } from '@evidesk/kernel';
import type { ReadStore, View, Write } from '@evidesk/read-store';

export type RunnerState = 'waiting-for-lease' | 'catching-up' | 'live' | 'retrying' | 'stopped';

/** How a runner is doing. */
export interface RunnerStatus {
  readonly name: string;
  readonly kind: 'projection' | 'process';
  readonly state: RunnerState;
  /** The generation of the view; 0 while the runner does not hold its lease. */
  readonly generation: number;
  /** Everything up to here is taken in. */
  readonly position: Position;
  /** The last event of the store when it was looked at last. */
  readonly head: Position;
  /** True when `head` is further than `position`. */
  readonly behind: boolean;
  /** How many events of the store lie between `position` and `head`; `null` when the store can't tell. */
  readonly lagEvents: number | null;
  /** How old the last event taken in is, in seconds; 0 when not behind, `null` when none was taken in yet. */
  readonly lagSeconds: number | null;
  readonly eventsPerSecond: number;
  /** How many events are parked. */
  readonly parked: number;
  readonly lastError: string | null;
}

/** The status of a runner as the process that holds its lease has written it. */
export interface RunnerDocument extends RunnerStatus, Document {
  readonly owner: string;
  /** A status that is older than half a minute is that of a process that has died. */
  readonly updatedAt: Instant;
}

/** A wish that a runner, wherever it runs, try its parked events again. */
export interface ReplayRequest extends Document {
  readonly runner: string;
  /** `null`: those of all streams. */
  readonly stream: string | null;
  readonly requestedAt: Instant;
}

/** The status of every runner, by name. */
export const RUNNERS: Collection<RunnerDocument> = { name: 'runners', indexes: [{ name: 'state', fields: ['state'] }] };

/** What the runners are asked to do. */
export const RUNNER_REQUESTS: Collection<ReplayRequest> = {
  name: 'runner_requests',
  indexes: [{ name: 'requestedAt', fields: ['requestedAt'] }],
};

/** How runners are seen, and asked, from other processes. */
export const RUNNERS_VIEW: View = { name: 'runners', collections: [RUNNERS, RUNNER_REQUESTS] };

/** Writes status or requests; many processes do, each its own documents, so there is neither order nor fence. */
export async function writeToRunnersView(store: ReadStore, writes: readonly Write[]): Promise<void> {
  const { generation } = await store.checkpoint(RUNNERS_VIEW.name);
  await store.commit({ view: RUNNERS_VIEW.name, generation, fence: 0, position: START, writes });
}

/**
 * Asks a runner, in whichever process it is, to try its parked events again; it does so within seconds.
 * Needs `RUNNERS_VIEW` to be defined. @throws StoreUnavailable
 */
export async function requestReplay(store: ReadStore, clock: Clock, runner: string, stream?: string): Promise<void> {
  const document: ReplayRequest = {
    id: `${runner}/${stream ?? '*'}`,
    runner,
    stream: stream ?? null,
    requestedAt: clock.now(),
  };
  await writeToRunnersView(store, [{ kind: 'put', collection: RUNNER_REQUESTS.name, document }]);
}
