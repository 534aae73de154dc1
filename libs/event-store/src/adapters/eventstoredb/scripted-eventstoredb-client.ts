import { Readable } from 'node:stream';
import {
  StreamNotFoundError,
  WrongExpectedVersionError,
  type EventData,
  type StreamingRead,
} from '@eventstore/db-client';
import type { EventStoreDbClient } from './connection.js';
import type { LogEvent, LogPosition } from './mapping.js';

type Calls = { readonly [Name in keyof EventStoreDbClient]: Parameters<EventStoreDbClient[Name]> };
type Logged = LogEvent & { readonly position: LogPosition };
interface Filter {
  readonly prefixes?: readonly string[];
  readonly regex?: string;
}

/**
 * A FAKE of the driver's client, for specs: an in-memory log that answers with the driver's own error classes and can
 * be told to fail. It is no server: only a run against a real one shows how that behaves.
 */
export class ScriptedEventStoreDbClient implements EventStoreDbClient {
  readonly log: Logged[] = [];
  readonly calls: (keyof EventStoreDbClient)[] = [];
  /** Taken one by one by the calls named: an error to fail with before anything is done. */
  readonly failures: {
    readonly call: keyof EventStoreDbClient;
    readonly error: Error;
    readonly isAfterwards?: boolean;
  }[] = [];
  private readonly subscriptions = new Map<Readable, { filter: Filter; next: number }>();
  private isDisposed = false;

  readonly appendToStream = (async (...[stream, data, options]: Calls['appendToStream']) => {
    const failure = this.begin('appendToStream');
    if (failure !== undefined && failure.isAfterwards !== true) throw failure.error;
    await new Promise(setImmediate);
    const revision = BigInt(this.log.filter((event) => event.streamId === stream).length) - 1n;
    const expected = options?.expectedRevision === 'no_stream' ? -1n : options?.expectedRevision;
    if (expected !== revision) {
      const current = revision < 0n ? 'no_stream' : revision;
      throw new WrongExpectedVersionError(undefined, { streamName: stream, current, expected: 'any' });
    }
    const events = (Array.isArray(data) ? data : [data]) as EventData[];
    events.forEach((event, index) => this.write(stream, event, revision + 1n + BigInt(index)));
    for (const subscription of this.subscriptions.keys()) subscription.read(0);
    this.push();
    if (failure !== undefined) throw failure.error;
    return {
      success: true,
      nextExpectedRevision: revision + BigInt(events.length),
      position: this.log.at(-1)?.position,
    };
  }) as EventStoreDbClient['appendToStream'];

  readonly readStream = ((...[stream, options = {}]: Calls['readStream']) => {
    const events = this.log.filter((event) => event.streamId === stream);
    const { fromRevision: from, maxCount = Infinity } = options;
    const isBackwards = options.direction === 'backwards';
    if (isBackwards) events.reverse();
    const isWanted = (event: LogEvent): boolean =>
      typeof from !== 'bigint' || (isBackwards ? event.revision <= from : event.revision >= from);
    const missing = events.length === 0 ? new StreamNotFoundError(undefined, stream) : undefined;
    return this.reading('readStream', events.filter(isWanted).slice(0, Number(maxCount)), missing);
  }) as EventStoreDbClient['readStream'];

  readonly readAll = ((...[options = {}]: Calls['readAll']) => {
    const { fromPosition: from, maxCount = Infinity } = options;
    const events =
      options.direction === 'backwards'
        ? [...this.log].reverse()
        : this.log.filter((event) => typeof from !== 'object' || event.position.commit >= from.commit);
    return this.reading('readAll', events.slice(0, Number(maxCount)));
  }) as EventStoreDbClient['readAll'];

  readonly subscribeToAll = ((...[options = {}, { highWaterMark = 16 } = {}]: Calls['subscribeToAll']) => {
    const failure = this.begin('subscribeToAll');
    const subscription = new Readable({ objectMode: true, highWaterMark, read: () => this.push() });
    const from = options.fromPosition;
    const next = typeof from === 'object' ? this.log.filter((event) => event.position.commit <= from.commit).length : 0;
    if (failure === undefined) this.subscriptions.set(subscription, { filter: options.filter ?? {}, next });
    else setImmediate(() => subscription.emit('error', failure.error));
    return Object.assign(subscription, {
      unsubscribe: async () => void this.subscriptions.delete(subscription),
    });
  }) as EventStoreDbClient['subscribeToAll'];

  readonly dispose = async (): Promise<void> => {
    this.isDisposed = true;
  };

  /** Ends every running subscription, as a server does that goes away or drops a slow reader. */
  dropSubscriptions(error: Error): void {
    for (const subscription of this.subscriptions.keys()) subscription.emit('error', error);
    this.subscriptions.clear();
  }

  /** Writes an event that is not Evidesk's. */
  write(
    streamId: string,
    { type, data, metadata }: Pick<EventData, 'type' | 'data' | 'metadata'>,
    revision: bigint,
  ): void {
    const commit = BigInt(this.log.length + 1) * 137n;
    const copy = JSON.parse(JSON.stringify({ data, metadata: metadata ?? {} })) as { data: unknown; metadata: unknown };
    this.log.push({ streamId, revision, type, isJson: true, ...copy, position: { commit, prepare: commit } });
  }

  private begin(call: keyof EventStoreDbClient) {
    if (this.isDisposed) throw new Error('the client was disposed');
    this.calls.push(call);
    const index = this.failures.findIndex((failure) => failure.call === call);
    return index < 0 ? undefined : this.failures.splice(index, 1)[0];
  }

  private reading<E>(call: keyof EventStoreDbClient, events: readonly LogEvent[], missing?: Error): StreamingRead<E> {
    const error = this.begin(call)?.error ?? missing;
    const readable =
      error === undefined
        ? Readable.from(events.map((event) => ({ event })))
        : new Readable({ objectMode: true, read() {} });
    if (error !== undefined) setImmediate(() => readable.emit('error', error));
    return Object.assign(readable, { cancel: async () => undefined });
  }

  private push(): void {
    for (const [subscription, cursor] of this.subscriptions) {
      while (cursor.next < this.log.length) {
        const event = this.log[cursor.next] as Logged;
        cursor.next += 1;
        if (isWanted(cursor.filter, event.streamId) && !subscription.push({ event })) break;
      }
    }
  }
}

function isWanted({ prefixes, regex }: Filter, stream: string): boolean {
  if (prefixes !== undefined) return prefixes.some((prefix) => stream.startsWith(prefix));
  return regex === undefined || new RegExp(regex).test(stream);
}
