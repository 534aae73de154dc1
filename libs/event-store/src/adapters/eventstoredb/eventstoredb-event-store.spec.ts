import {
  CancelledError,
  NotLeaderError,
  TimeoutError,
  UnavailableError,
  AccessDeniedError,
} from '@eventstore/db-client';
import { START, StoreUnavailable } from '@evidesk/kernel';
import { verifyStream } from '../../chain.js';
import { eventStoreContract } from '../../contract.js';
import { collect, eventsOf, idsOf, newEvent, newEvents, takeUntil } from '../../contract/harness.js';
import { EventStoreDbEventStore } from './eventstoredb-event-store.js';
import { ScriptedEventStoreDbClient } from './scripted-eventstoredb-client.js';

const SETTINGS = { deadlineMs: 2_000, idleMs: 10 };

eventStoreContract('the eventstoredb adapter over a scripted client (no server)', async () => {
  const log = new ScriptedEventStoreDbClient();
  let store = new EventStoreDbEventStore(log, SETTINGS);
  return {
    store,
    async restart() {
      await store.close();
      const client = new ScriptedEventStoreDbClient();
      client.log.push(...log.log);
      store = new EventStoreDbEventStore(client, SETTINGS);
      return store;
    },
    dispose: () => store.close(),
  };
});

describe('EventStoreDbEventStore', () => {
  let client: ScriptedEventStoreDbClient;
  let store: EventStoreDbEventStore;
  let stop: AbortController;
  beforeEach(() => {
    client = new ScriptedEventStoreDbClient();
    store = new EventStoreDbEventStore(client, SETTINGS);
    stop = new AbortController();
  });
  afterEach(() => stop.abort());

  it('needs a read of the stream before its first append only', async () => {
    await store.append('incident-1', [newEvent()], 'absent');
    await store.append('incident-1', [newEvent()], 0);
    await store.append('incident-1', [newEvent()], 'any');
    expect(client.calls).toEqual(['readStream', 'appendToStream', 'appendToStream', 'appendToStream']);
  });

  it('links and decides anew when another process has appended', async () => {
    const other = new EventStoreDbEventStore(client, SETTINGS);
    await store.append('incident-1', [newEvent()], 'absent');
    await other.append('incident-1', newEvents(3), 'exists');
    expect(await store.append('incident-1', [newEvent()], 'any')).toMatchObject({ revision: 4 });
    expect(await other.append('incident-1', [newEvent()], 4)).toMatchObject({ revision: 5 });
    expect(verifyStream(await collect(store.readStream('incident-1')))).toBeUndefined();
  });

  it('answers with the first result when another process has appended the same ids', async () => {
    const other = new EventStoreDbEventStore(client, SETTINGS);
    const [event] = newEvents(1) as [ReturnType<typeof newEvent>];
    await store.append('incident-1', [newEvent()], 'absent');
    await other.append(
      'incident-1',
      [{ ...event, metadata: { ...event.metadata, recordedAt: '2026-11-21T09:00:00.000Z' } }],
      0,
    );
    expect(await store.append('incident-1', [event], 0)).toMatchObject({ revision: 1, duplicate: true });
    await store.append('incident-1', [newEvent()], 1);
    expect(verifyStream(await collect(store.readStream('incident-1')))).toBeUndefined();
  });

  it('says unavailable when the answer of an append is lost, and finds it when it is sent again', async () => {
    client.failures.push({ call: 'appendToStream', error: new UnavailableError(), isAfterwards: true });
    const events = newEvents(2);
    await expect(store.append('incident-1', events, 'absent')).rejects.toBeInstanceOf(StoreUnavailable);
    expect(await store.append('incident-1', events, 'absent')).toMatchObject({ revision: 1, duplicate: true });
    expect(client.log).toHaveLength(2);
  });

  it('finds a repeated append at the place that it expects, however long ago it was', async () => {
    store = new EventStoreDbEventStore(client, { ...SETTINGS, duplicateWindow: 2 });
    const events = newEvents(2);
    const first = await store.append('incident-1', events, 'absent');
    await store.append('incident-1', newEvents(9), 1);
    expect(await store.append('incident-1', events, 'absent')).toEqual({ ...first, duplicate: true });
  });

  it('goes to the new leader by itself', async () => {
    const notLeader = Object.assign(Object.create(NotLeaderError.prototype) as Error, { type: 'not-leader' });
    client.failures.push({ call: 'appendToStream', error: notLeader }, { call: 'readStream', error: notLeader });
    expect(await store.append('incident-1', [newEvent()], 'absent')).toMatchObject({ revision: 0 });
  });

  it.each([
    ['drop of a slow reader', new TimeoutError(undefined, 'Consumer too slow to handle event while live.')],
    ['lost connection', new UnavailableError()],
    ['cancelled call', new CancelledError()],
    ['plain error of a channel', new Error('Channel has been shut down')],
  ])('resumes a subscription after a %s without gap or repetition', async (_, error) => {
    const history = newEvents(5);
    await store.append('incident-1', history, 'absent');
    const batches = store.subscribe({ after: START, signal: stop.signal, batchSize: 2 })[Symbol.asyncIterator]();
    const first = await takeUntil(batches, (taken) => eventsOf(taken).length >= 3);
    client.failures.push({ call: 'subscribeToAll', error }, { call: 'readAll', error });
    client.dropSubscriptions(error);
    const more = newEvents(4);
    await store.append('incident-2', more, 'absent');
    const rest = await takeUntil(batches, (taken) => eventsOf([...first, ...taken]).length >= 9);
    expect(idsOf(eventsOf([...first, ...rest]))).toEqual(idsOf([...history, ...more]));
  });

  it('ends a subscription with an error that waiting does not heal', async () => {
    client.failures.push({ call: 'subscribeToAll', error: new AccessDeniedError(undefined, 'access denied') });
    const next = store.subscribe({ after: START, signal: stop.signal })[Symbol.asyncIterator]().next();
    await expect(next).rejects.toThrow('the event store refused: access denied');
  });

  it('passes over events that others have written', async () => {
    client.write('other-1', { type: 'foreign', data: { a: 1 }, metadata: undefined }, 0n);
    client.write('$stats-1', { type: '$statsCollected', data: { a: 1 }, metadata: undefined }, 0n);
    await store.append('incident-1', [newEvent()], 'absent');
    const streams = (await collect(store.readAll({ after: START }))).map((event) => event.stream);
    expect(streams).toEqual(['incident-1']);
    const [batch] = await takeUntil(
      store.subscribe({ after: START, signal: stop.signal })[Symbol.asyncIterator](),
      (taken) => taken.length > 0,
    );
    expect(batch?.events.map((event) => event.stream)).toEqual(['incident-1']);
    await expect(collect(store.readStream('other-1'))).rejects.toThrow('was not written by this system');
  });
});
