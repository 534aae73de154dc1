import { BACKWARDS, END } from '@eventstore/db-client';
import { LRUCache } from 'lru-cache';
import { genesisHash } from '../../chain.js';
import { StreamNotFound } from '../../errors.js';
import type { EventStoreDbClient } from './connection.js';
import { NotOurEvent } from './errors.js';
import { toRecorded } from './mapping.js';
import { eventsOf } from './reads.js';

/** What is known of a stream's end. */
export interface StreamTail {
  /** The last revision, -1 when there is no stream. */
  readonly revision: number;
  readonly hash: string;
  /** The revisions of the newest events, by event id. */
  readonly revisions: ReadonlyMap<string, number>;
}

/** The ends of streams: remembered, or read. */
export class StreamTails {
  private readonly cache: LRUCache<string, StreamTail>;

  constructor(
    private readonly client: EventStoreDbClient,
    private readonly settings: {
      readonly deadlineMs: number;
      readonly duplicateWindow: number;
      readonly cachedStreams: number;
    },
  ) {
    this.cache = new LRUCache({ max: settings.cachedStreams });
  }

  known(stream: string): StreamTail | undefined {
    return this.cache.get(stream);
  }

  forget(stream: string): void {
    this.cache.delete(stream);
  }

  /** Notes what was appended behind a tail. */
  extend(stream: string, tail: StreamTail, eventIds: readonly string[], hash: string): void {
    const revisions = new Map(tail.revisions);
    eventIds.forEach((id, index) => revisions.set(id, tail.revision + 1 + index));
    for (const id of revisions.keys()) {
      if (revisions.size <= this.settings.duplicateWindow) break;
      revisions.delete(id);
    }
    this.cache.set(stream, { revision: tail.revision + eventIds.length, hash, revisions });
  }

  /** Reads a stream's end from the server. */
  async read(stream: string): Promise<StreamTail> {
    const { duplicateWindow, deadlineMs } = this.settings;
    const options = {
      direction: BACKWARDS,
      fromRevision: END,
      maxCount: duplicateWindow,
      requiresLeader: true,
    } as const;
    const newest: [id: string, revision: number][] = [];
    let hash: string | undefined;
    try {
      for await (const event of eventsOf(() => this.client.readStream(stream, options), deadlineMs)) {
        const recorded = toRecorded(event);
        if (recorded === undefined) throw new NotOurEvent(stream, Number(event.revision));
        hash ??= recorded.hash;
        newest.push([recorded.metadata.eventId, recorded.revision]);
      }
    } catch (error) {
      if (!(error instanceof StreamNotFound)) throw error;
    }
    const tail = {
      revision: newest[0]?.[1] ?? -1,
      hash: hash ?? genesisHash(stream),
      revisions: new Map(newest.reverse()),
    };
    this.cache.set(stream, tail);
    return tail;
  }
}
