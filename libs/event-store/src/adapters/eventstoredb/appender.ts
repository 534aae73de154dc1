import { setTimeout } from 'node:timers/promises';
import type { Position } from '@evidesk/kernel';
import { decideAppend, encodeAppend, type AppendDecision, type EncodedEvent } from '../../append-rules.js';
import { linkHash } from '../../chain.js';
import { ConcurrencyConflict } from '../../errors.js';
import type { AppendResult, ExpectedRevision, NewEvent } from '../../port.js';
import type { EventStoreDbClient } from './connection.js';
import { isNotLeader, isWrongExpectedVersion, translateError, unavailable } from './errors.js';
import { positionText, serverRevision, toEventData, toRecorded } from './mapping.js';
import { eventsOf } from './reads.js';
import type { StreamTail, StreamTails } from './stream-tails.js';

const MAX_ATTEMPTS = 50;
const MAX_BACK_OFF_MS = 50;

/**
 * Appends by the port's rules. The chain needs the hash of the stream's last event, so every append names the exact
 * revision behind which it was linked; when the stream has moved on, it is decided and linked anew.
 */
export class Appender {
  // Appends of one process to one stream take turns: racing each other, all but one would have to be linked anew.
  private readonly turns = new Map<string, Promise<unknown>>();

  constructor(
    private readonly client: EventStoreDbClient,
    private readonly tails: StreamTails,
    private readonly settings: { readonly deadlineMs: number; readonly maxEventBytes: number },
  ) {}

  append(stream: string, events: readonly NewEvent[], expected: ExpectedRevision): Promise<AppendResult> {
    const encoded = encodeAppend(stream, events, this.settings.maxEventBytes);
    const before = this.turns.get(stream) ?? Promise.resolve();
    const turn = before.then(() => this.attempt(stream, events, encoded, expected));
    const settled = turn
      .catch(() => undefined)
      .then(() => {
        if (this.turns.get(stream) === settled) this.turns.delete(stream);
      });
    this.turns.set(stream, settled);
    return turn;
  }

  /** Resolves when nothing is under way. */
  async idle(): Promise<void> {
    while (this.turns.size > 0) await Promise.all(this.turns.values());
  }

  private async attempt(
    stream: string,
    events: readonly NewEvent[],
    encoded: readonly EncodedEvent[],
    expected: ExpectedRevision,
  ): Promise<AppendResult> {
    let failure: unknown;
    for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
      try {
        const tail = this.tails.known(stream) ?? (await this.tails.read(stream));
        const decision = await this.decide(stream, encoded, expected, tail);
        if (decision === undefined) continue;
        if (decision.kind === 'duplicate') {
          return {
            revision: decision.revision,
            position: await this.positionOf(stream, decision.revision),
            duplicate: true,
          };
        }
        return await this.write(stream, events, encoded, tail);
      } catch (error) {
        this.tails.forget(stream);
        const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
        if (!isWrongExpectedVersion(error) && !isNotLeader(cause)) throw translateError(error, byteLength(encoded));
        failure = error;
        await setTimeout(Math.random() * Math.min(attempt * 2, MAX_BACK_OFF_MS));
      }
    }
    throw unavailable(failure);
  }

  /** `undefined`: what was remembered of the stream may be old, look again. */
  private async decide(
    stream: string,
    encoded: readonly EncodedEvent[],
    expected: ExpectedRevision,
    tail: StreamTail,
  ): Promise<AppendDecision | undefined> {
    const revisions = await this.knownRevisions(stream, encoded.length, expected, tail);
    try {
      return decideAppend(stream, encoded, expected, tail.revision, (id) => {
        const revision = revisions.get(id);
        return revision === undefined ? undefined : { stream, revision };
      });
    } catch (error) {
      if (!(error instanceof ConcurrencyConflict)) throw error;
      const fresh = await this.tails.read(stream);
      if (fresh.revision === tail.revision) throw error;
      return undefined;
    }
  }

  /** The remembered revisions by event id, and those of the place where the append would have been the first time. */
  private async knownRevisions(
    stream: string,
    count: number,
    expected: ExpectedRevision,
    tail: StreamTail,
  ): Promise<ReadonlyMap<string, number>> {
    const from = expected === 'absent' ? 0 : typeof expected === 'number' ? expected + 1 : undefined;
    const oldestKnown = tail.revision - tail.revisions.size + 1;
    if (from === undefined || from > tail.revision || from >= oldestKnown) return tail.revisions;
    const revisions = new Map(tail.revisions);
    const options = { fromRevision: BigInt(from), maxCount: count, requiresLeader: true };
    for await (const event of eventsOf(() => this.client.readStream(stream, options), this.settings.deadlineMs)) {
      const recorded = toRecorded(event);
      if (recorded !== undefined) revisions.set(recorded.metadata.eventId, recorded.revision);
    }
    return revisions;
  }

  private async write(
    stream: string,
    events: readonly NewEvent[],
    encoded: readonly EncodedEvent[],
    tail: StreamTail,
  ): Promise<AppendResult> {
    let hash = tail.hash;
    const linked = encoded.map((event, index) => {
      hash = linkHash(hash, event.type, event.data, event.metadata);
      return toEventData(events[index] as NewEvent, hash);
    });
    const options = {
      expectedRevision: serverRevision(tail.revision),
      requiresLeader: true,
      deadline: this.settings.deadlineMs,
    };
    const { position } = await this.client.appendToStream(stream, linked, options);
    this.tails.extend(
      stream,
      tail,
      encoded.map((event) => event.eventId),
      hash,
    );
    const revision = tail.revision + encoded.length;
    return {
      revision,
      position: positionText(position) ?? (await this.positionOf(stream, revision)),
      duplicate: false,
    };
  }

  private async positionOf(stream: string, revision: number): Promise<Position> {
    const options = { fromRevision: BigInt(revision), maxCount: 1, requiresLeader: true };
    for await (const event of eventsOf(() => this.client.readStream(stream, options), this.settings.deadlineMs)) {
      const position = positionText(event.position);
      if (position !== undefined) return position;
    }
    throw unavailable(new Error(`the server does not give the position of event ${revision} of stream ${stream}`));
  }
}

function byteLength(encoded: readonly EncodedEvent[]): number {
  return encoded.reduce((sum, event) => sum + Buffer.byteLength(event.data) + Buffer.byteLength(event.metadata), 0);
}
