/** How an EventStoreDB is reached. */
export interface EventStoreDbOptions {
  /** `esdb://…` for one node, or several nodes separated by commas; `esdb+discover://…` for a cluster's DNS name. */
  readonly connectionString: string;
  /** How long one call may take, and how long a read may stay silent (default 10 s). */
  readonly deadlineMs?: number;
  /** The most bytes of an event's data and metadata (default 1 MiB). */
  readonly maxEventBytes?: number;
  /** How many streams' ends are remembered (default 10,000), so that most appends need no read. */
  readonly cachedStreams?: number;
  /**
   * How many of a stream's newest events are looked through for the ids of a repeated append, when it is not found
   * right behind the revision that it expects (default 128).
   */
  readonly duplicateWindow?: number;
  /** How long a subscription rests before it looks whether it has caught up (default 100 ms). */
  readonly idleMs?: number;
}
