import { createHash, randomUUID } from 'node:crypto';
import { EVENT_STORE, type EventBatch, type EventStore } from '@evidesk/event-store';
import { PERSON_ERASED, PERSON_STREAMS, type Position, START, StoreUnavailable } from '@evidesk/kernel';
import {
  type FeedStream,
  type Logger,
  LOGGER,
  ProblemError,
  VIEW_PROGRESS,
  type ViewProgress,
} from '@evidesk/platform';
import { allDocuments, READ_STORE, type ReadStore } from '@evidesk/read-store';
import { type BeforeApplicationShutdown, Inject, Injectable } from '@nestjs/common';
import { queueItems, queueProjection } from '../queue/queue.projection.js';
import { LiveQueue, MOST_MEMBERS, type QueueSnapshot, type Touched } from './live-queue.js';
import { type QueueId, stands } from './queue-id.js';

/** How many queues are followed at the same time. */
const MOST_QUEUES = 500;
/** So long a queue without listeners is still followed, for those who come again. */
const GRACE_MS = 60_000;
const BATCH = 500;
const VIEW_WAIT_MS = 1_000;
const LOAD_WAIT_MS = 5_000;

/**
 * The queues that somebody listens to. One subscription to the events of incidents, however many queues and listeners
 * there are: it says which incidents were touched, and the view says what became of them. Without listeners there is
 * none. Once somebody was erased, everything is begun afresh: nothing that was told before is told again.
 */
@Injectable()
export class LiveQueues implements BeforeApplicationShutdown {
  private readonly queues = new Map<string, LiveQueue>();
  private readonly expiries = new Map<string, NodeJS.Timeout>();
  /** Ids of another process's events are not resumed from: it may have told the same changes in other steps. */
  private process = randomUUID();
  /** Of persons erased up to here nothing is remembered. The view may be behind that for long: it takes in incidents only. */
  private forgotten: Position = START;
  private following: AbortController | undefined;
  /** Loads and batches, one at a time: a queue is loaded between two batches. */
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    @Inject(EVENT_STORE) private readonly events: EventStore,
    @Inject(READ_STORE) private readonly views: ReadStore,
    @Inject(VIEW_PROGRESS) private readonly progress: ViewProgress,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** How many queues are followed. */
  get size(): number {
    return this.queues.size;
  }

  /**
   * Lets a listener hear of a queue, from now on or from what he had last; answers how to stop that.
   * @param groups to which he is kept; `undefined`: to none
   * @throws ProblemError `request.too-many`, `view.behind`; StoreUnavailable
   */
  async join(
    listener: FeedStream,
    id: QueueId,
    groups: readonly string[] | undefined,
    lastEventId: string | undefined,
  ): Promise<() => void> {
    const key = sightOf(id, groups);
    for (;;) {
      const queue = this.queues.get(key) ?? (await inTime(this.loaded(key, id, groups)));
      // It may have been given up since it was loaded.
      if (this.queues.get(key) === queue) return this.enter(key, queue, listener, lastEventId);
    }
  }

  beforeApplicationShutdown(): void {
    this.following?.abort();
    for (const expiry of this.expiries.values()) clearTimeout(expiry);
  }

  private loaded(key: string, id: QueueId, groups: readonly string[] | undefined): Promise<LiveQueue> {
    return this.inTurn(async () => this.queues.get(key) ?? this.follow(key, id, groups));
  }

  private enter(key: string, queue: LiveQueue, listener: FeedStream, lastEventId: string | undefined): () => void {
    clearTimeout(this.expiries.get(key));
    this.expiries.delete(key);
    queue.join(listener, lastEventId);
    return () => this.leave(key, queue, listener);
  }

  private leave(key: string, queue: LiveQueue, listener: FeedStream): void {
    queue.listeners.delete(listener);
    if (queue.listeners.size > 0 || this.expiries.has(key) || this.queues.get(key) !== queue) return;
    const expiry = setTimeout(() => {
      this.expiries.delete(key);
      this.queues.delete(key);
      if (this.queues.size === 0) this.stopFollowing();
    }, GRACE_MS);
    this.expiries.set(key, expiry.unref());
  }

  private async follow(key: string, id: QueueId, groups: readonly string[] | undefined): Promise<LiveQueue> {
    if (this.queues.size >= MOST_QUEUES)
      throw new ProblemError('request.too-many', `at most ${MOST_QUEUES} queues are followed`, {
        headers: { 'retry-after': '60' },
      });
    const snapshot = await this.load(id, groups);
    const tag = createHash('sha256').update(`${this.process} ${key}`).digest('base64url').slice(0, 11);
    const queue = new LiveQueue(id, groups, tag, snapshot);
    this.queues.set(key, queue);
    this.following ??= this.startFollowing(snapshot.position);
    return queue;
  }

  /** The position first: what comes behind it while the pages are read is looked at once more, and told if it is news. */
  private async load(id: QueueId, groups: readonly string[] | undefined): Promise<QueueSnapshot> {
    const { position } = await this.views.checkpoint(queueProjection.name);
    const items = [];
    for await (const item of allDocuments(this.views, queueItems, narrowed(id))) {
      if (stands(item, id, groups)) items.push(item);
      if (items.length > MOST_MEMBERS) break;
    }
    return { items: items.slice(0, MOST_MEMBERS), position, complete: items.length <= MOST_MEMBERS };
  }

  private startFollowing(after: Position): AbortController {
    const controller = new AbortController();
    void this.pump(after, controller);
    return controller;
  }

  private stopFollowing(): void {
    this.following?.abort();
    this.following = undefined;
  }

  private async pump(after: Position, { signal }: AbortController): Promise<void> {
    const filter = { streamPrefixes: [...queueProjection.streams, PERSON_STREAMS] };
    try {
      for await (const batch of this.events.subscribe({ after, filter, signal, batchSize: BATCH })) {
        if (batch.events.length > 0) await this.inTurn(() => this.take(batch, signal));
        if (signal.aborted) return;
      }
    } catch (error) {
      if (signal.aborted) return;
      this.logger.warn({ error }, 'the queues can not be followed');
      this.breakOff();
    }
  }

  private async take({ events, position }: EventBatch, signal: AbortSignal): Promise<void> {
    const erased = events.findLast(({ type }) => type === PERSON_ERASED);
    if (erased !== undefined && erased.position > this.forgotten) return this.forget(erased.position);
    const ids = new Set(events.flatMap((event) => queueProjection.keys(event)));
    if (ids.size === 0) return;
    const touched = await this.whatBecameOf([...ids], position, signal);
    if (signal.aborted) return;
    for (const queue of this.queues.values()) queue.apply(position, touched);
  }

  /** Read once the view has got there; a store that is away is waited for. */
  private async whatBecameOf(ids: readonly string[], position: Position, signal: AbortSignal): Promise<Touched[]> {
    while (!signal.aborted) {
      try {
        if (!(await this.progress.waitFor(queueProjection.name, position, VIEW_WAIT_MS))) continue;
        const items = await this.views.getMany(queueItems, ids);
        return ids.map((id) => ({ id, item: items.get(id) }));
      } catch (error) {
        if (!(error instanceof StoreUnavailable)) throw error;
        await new Promise((resolve) => setTimeout(resolve, error.retryAfterMs));
      }
    }
    return [];
  }

  /** What was told before is not to be gone on from: it may hold what is erased. */
  private forget(erasedAt: Position): void {
    this.forgotten = erasedAt;
    this.process = randomUUID();
    this.breakOff();
  }

  /** Everybody comes again, and is told what the queue is then. */
  private breakOff(): void {
    this.stopFollowing();
    const left = [...this.queues.values()];
    this.queues.clear();
    for (const expiry of this.expiries.values()) clearTimeout(expiry);
    this.expiries.clear();
    for (const { listeners } of left) for (const listener of [...listeners]) listener.letGo('interrupted');
  }

  private inTurn<T>(task: () => Promise<T>): Promise<T> {
    const result = this.last.then(task);
    this.last = result.catch(() => undefined);
    return result;
  }
}

/** What is the same for all who see the same of a queue. */
export const sightOf = (id: QueueId, groups: readonly string[] | undefined): string =>
  JSON.stringify([id, groups === undefined ? null : [...groups].sort()]);

/** A view that does not get on keeps nobody waiting. The queue is loaded all the same, for those who come again. */
async function inTime(loaded: Promise<LiveQueue>): Promise<LiveQueue> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      const detail = `the view ${queueProjection.name} has not reached the newest events yet`;
      reject(new ProblemError('view.behind', detail, { headers: { 'retry-after': '1' } }));
    }, LOAD_WAIT_MS);
  });
  try {
    return await Promise.race([loaded, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** What the view can look up of it; `stands` has the last word. */
function narrowed(id: QueueId) {
  if (id === 'all' || id.dimension === 'status') return { index: 'all', where: { open: true } };
  const { dimension, value } = id;
  const field = dimension === 'role' ? 'waitsFor' : dimension;
  return { index: dimension === 'priority' ? 'all' : dimension, where: { open: true, [field]: value } };
}
