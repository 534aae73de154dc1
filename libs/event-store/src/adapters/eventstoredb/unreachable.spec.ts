import { START, StoreUnavailable } from '@evidesk/kernel';
import { collect, newEvent } from '../../contract/harness.js';
import { openEventStoreDb } from './index.js';

describe('EventStoreDB that is not there', () => {
  it('makes every call unavailable, lets subscriptions wait, and closes', async () => {
    // Port 1 is reserved and nothing listens there.
    const store = await openEventStoreDb({ connectionString: 'esdb://127.0.0.1:1?tls=false', deadlineMs: 2_000 });
    await expect(store.append('incident-1', [newEvent()], 'absent')).rejects.toBeInstanceOf(StoreUnavailable);
    await expect(store.ping()).rejects.toBeInstanceOf(StoreUnavailable);
    await expect(store.head()).rejects.toBeInstanceOf(StoreUnavailable);
    await expect(collect(store.readStream('incident-1'))).rejects.toBeInstanceOf(StoreUnavailable);
    await expect(collect(store.readAll({ after: START }))).rejects.toBeInstanceOf(StoreUnavailable);
    const stop = new AbortController();
    const waiting = store.subscribe({ after: START, signal: stop.signal })[Symbol.asyncIterator]().next();
    setTimeout(() => stop.abort(), 300);
    expect(await waiting).toEqual({ done: true, value: undefined });
    await store.close();
  });
});
