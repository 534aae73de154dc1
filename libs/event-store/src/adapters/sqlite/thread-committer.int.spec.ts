import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { jest } from '@jest/globals';
import Database from 'better-sqlite3';
import { START, StoreUnavailable } from '@evidesk/kernel';
import { verifyStream } from '../../chain.js';
import { eventStoreContract } from '../../contract.js';
import { collect, idsOf, newEvent, newEvents } from '../../contract/harness.js';
import { ConcurrencyConflict } from '../../errors.js';
import type { EventStore } from '../../port.js';
import { openSqliteEventStore, type SqliteEventStoreOptions } from './sqlite-event-store.js';

// The thread runs what was built last: `npm test` builds first.
const openThreaded = (file: string, options: Partial<SqliteEventStoreOptions> = {}): EventStore =>
  openSqliteEventStore({ file, mode: 'write', commit: 'thread', ...options });

eventStoreContract('sqlite with a thread that writes', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'event-store-'));
  const open = () => openThreaded(join(folder, 'events.db'));
  const store = open();
  let current = store;
  return {
    store,
    async restart() {
      await current.close();
      current = open();
      return current;
    },
    async dispose() {
      await current.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
});

describe('The thread that writes', () => {
  let folder: string;
  let file: string;
  const stores: EventStore[] = [];
  const open = (options: Partial<SqliteEventStoreOptions> = {}): EventStore => {
    const store = openThreaded(file, options);
    stores.push(store);
    return store;
  };
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'event-store-'));
    file = join(folder, 'events.db');
  });
  afterEach(async () => {
    for (const store of stores.splice(0)) await store.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('answers hundreds of appends at once, each with its own outcome', async () => {
    const store = open();
    const twice = newEvent();
    await store.append('incident-0', [twice], 'absent');
    const outcomes = await Promise.allSettled(
      Array.from({ length: 600 }, (_, n) => {
        if (n % 3 === 0) return store.append('incident-0', [twice], 'absent');
        return store.append(`incident-${n}`, [newEvent()], n % 3 === 1 ? 'absent' : 7);
      }),
    );
    for (const [n, outcome] of outcomes.entries()) {
      if (n % 3 === 0) expect(outcome).toMatchObject({ value: { revision: 0, duplicate: true } });
      else if (n % 3 === 1) expect(outcome).toMatchObject({ value: { revision: 0, duplicate: false } });
      else expect(outcome).toMatchObject({ reason: new ConcurrencyConflict(`incident-${n}`, 7, -1) });
    }
    const positions = (await collect(store.readAll({ after: START }))).map((event) => event.position);
    expect(positions).toEqual(Array.from({ length: 201 }, (_, n) => String(n + 1).padStart(16, '0')));
  });

  it('writes what was accepted before it is closed, notes a clean end, and accepts no more', async () => {
    const store = open();
    const appends = Array.from({ length: 40 }, (_, n) => store.append(`incident-${n}`, newEvents(2), 'absent'));
    const [, ...answers] = await Promise.all([store.close(), ...appends]);
    expect(answers).toHaveLength(40);
    await expect(store.append('incident-x', newEvents(1), 'absent')).rejects.toBeInstanceOf(StoreUnavailable);
    await expect(store.ping()).rejects.toBeInstanceOf(StoreUnavailable);
    const db = new Database(file, { readonly: true });
    expect(db.prepare('SELECT (SELECT is_clean FROM shutdown), count(*) FROM events').raw().get()).toEqual([1, 80]);
    db.close();
  });

  it('fails a group that can’t be written as a whole, and goes on', async () => {
    const store = open({ maxFileBytes: 128 * 1024 });
    await store.append('incident-1', [newEvent()], 'absent');
    const outcomes = await Promise.allSettled([
      store.append('incident-1', [newEvent()], 0),
      store.append('incident-2', [newEvent({ text: 'x'.repeat(200_000) })], 'absent'),
    ]);
    for (const outcome of outcomes) expect(outcome).toMatchObject({ reason: expect.any(StoreUnavailable) });
    expect(await store.append('incident-1', [newEvent()], 0)).toMatchObject({ revision: 1 });
    expect(verifyStream(await collect(store.readStream('incident-1')))).toBeUndefined();
  });

  it('says unavailable while another connection holds the file, and works afterwards', async () => {
    const store = open({ busyTimeoutMs: 10 });
    await store.ping();
    const other = new Database(file);
    other.exec('BEGIN IMMEDIATE');
    await expect(store.append('incident-1', [newEvent()], 'absent')).rejects.toBeInstanceOf(StoreUnavailable);
    await expect(store.ping()).rejects.toBeInstanceOf(StoreUnavailable);
    other.close();
    expect(await store.append('incident-1', [newEvent()], 'absent')).toMatchObject({ revision: 0 });
  });

  it('is started again when it has died; what it took along is unavailable, and may be sent again', async () => {
    const posted = jest.spyOn(Worker.prototype, 'postMessage');
    const store = open();
    await store.append('incident-1', [newEvent()], 'absent');
    const worker = posted.mock.contexts.at(-1) as Worker;
    posted.mockRestore();
    const event = newEvent();
    const lost = store.append('incident-1', [event], 0);
    await worker.terminate();
    const answer = await lost.catch((error: unknown) => error);
    if (answer instanceof Error) expect(answer).toBeInstanceOf(StoreUnavailable);
    expect(await store.append('incident-1', [event], 0)).toMatchObject({ revision: 1 });
    expect(idsOf(await collect(store.readStream('incident-1')))).toContain(event.metadata.eventId);
  });

  it('does not keep a process that forgot to close its store', () => {
    const dist = new URL('../../../dist/index.js', import.meta.url).href;
    const program = `
      const { openSqliteEventStore } = await import(${JSON.stringify(dist)});
      const store = openSqliteEventStore({ file: ${JSON.stringify(file)}, mode: 'write' });
      const answer = await store.append('incident-1', [${JSON.stringify(newEvent())}], 'absent');
      console.log(answer.revision);`;
    const { stdout, status } = spawnSync(process.execPath, ['--input-type=module', '-e', program], { timeout: 20_000 });
    expect([String(stdout), status]).toEqual(['0\n', 0]);
  });
});
