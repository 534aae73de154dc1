/** How runners trade latency, throughput and memory. */
export interface Tuning {
  /** The most events in one batch of a subscription. */
  readonly batchSize: number;
  /** While catching up: commit when so many documents have changed … */
  readonly commitDocuments: number;
  /** … or so many milliseconds after the last commit. */
  readonly commitMs: number;
  /** Where nothing but the position has changed, commit it at most so often, in milliseconds. */
  readonly positionMs: number;
  /** Documents, and aggregates, that a projection keeps in memory. */
  readonly cachedDocuments: number;
  /** The longest wait between two tries of a store that is unavailable, in milliseconds. */
  readonly maxRetryMs: number;
  /** Streams on which a process manager works at the same time. */
  readonly concurrentStreams: number;
  /** How often a process manager looks for deadlines that are due, in milliseconds. */
  readonly timerMs: number;
  /** How often, at most, a process manager's progress is recorded in the event store, in milliseconds. */
  readonly progressMs: number;
  /** How often status is looked at, and written when it has changed, in milliseconds. */
  readonly statusMs: number;
}

export const DEFAULT_TUNING: Tuning = {
  batchSize: 1_000,
  commitDocuments: 5_000,
  commitMs: 1_000,
  positionMs: 200,
  cachedDocuments: 2_000,
  maxRetryMs: 5_000,
  concurrentStreams: 16,
  timerMs: 250,
  progressMs: 10_000,
  statusMs: 1_000,
};
