import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { START, StoreUnavailable } from '@evidesk/kernel';
import { verifyStream } from '../../chain.js';
import { collect, eventsOf, idsOf, newEvent, newEvents, takeUntil } from '../../contract/harness.js';
import { ConcurrencyConflict, StoreDamaged, StoreLocked, StoreTooNew } from '../../errors.js';
import type { EventStore } from '../../port.js';
import { openSqliteEventStore, type SqliteEventStoreOptions } from './sqlite-event-store.js';

describe('SQLite event store', () => {
  let folder: string;
  let file: string;
  const stores: EventStore[] = [];
  const open = (options: Partial<SqliteEventStoreOptions> = {}): EventStore => {
    const store = openSqliteEventStore({ file, mode: 'write', ...options });
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

  describe('global order', () => {
    it('has no gaps, also behind refused appends', async () => {
      const store = open();
      await Promise.allSettled(
        Array.from({ length: 30 }, (_, n) => store.append(`incident-${n % 3}`, newEvents(2), n % 5 === 0 ? 99 : 'any')),
      );
      const positions = (await collect(store.readAll({ after: START }))).map((event) => event.position);
      expect(positions).toEqual(Array.from({ length: 48 }, (_, n) => String(n + 1).padStart(16, '0')));
      expect(await store.head()).toBe('0000000000000048');
    });
  });

  describe('group commit', () => {
    it('lets a refused append in a group hurt none of the others', async () => {
      const store = open();
      const known = newEvent();
      await store.append('incident-1', [known], 'absent');
      const outcomes = await Promise.allSettled([
        store.append('incident-2', newEvents(2), 'absent'),
        store.append('incident-1', [newEvent()], 'absent'),
        store.append('incident-1', [known, newEvent()], 'any'),
        store.append('incident-1', [newEvent()], 0),
        store.append('incident-1', [newEvent()], 0),
        store.append('incident-1', [known], 'absent'),
      ]);
      expect(outcomes).toEqual([
        { status: 'fulfilled', value: { revision: 1, position: '0000000000000003', duplicate: false } },
        { status: 'rejected', reason: new ConcurrencyConflict('incident-1', 'absent', 0) },
        { status: 'rejected', reason: new ConcurrencyConflict('incident-1', 'any', 0) },
        { status: 'fulfilled', value: { revision: 1, position: '0000000000000004', duplicate: false } },
        { status: 'rejected', reason: new ConcurrencyConflict('incident-1', 0, 1) },
        { status: 'fulfilled', value: { revision: 0, position: '0000000000000001', duplicate: true } },
      ]);
    });

    it('writes nothing of a group whose transaction fails, tells all of its callers, and goes on', async () => {
      const store = open({ maxFileBytes: 128 * 1024 });
      await store.append('incident-1', [newEvent()], 'absent');
      const large = newEvent({ text: 'x'.repeat(200_000) });
      const outcomes = await Promise.allSettled([
        store.append('incident-1', [newEvent()], 0),
        store.append('incident-2', [large], 'absent'),
        store.append('incident-1', [newEvent()], 7),
      ]);
      for (const outcome of outcomes)
        expect(outcome).toMatchObject({ status: 'rejected', reason: expect.any(StoreUnavailable) });
      expect(await collect(store.readAll({ after: START }))).toHaveLength(1);
      expect(await store.append('incident-1', [newEvent()], 0)).toEqual({
        revision: 1,
        position: '0000000000000002',
        duplicate: false,
      });
      expect(await store.append('incident-2', [newEvent()], 'absent')).toMatchObject({ revision: 0 });
      for (const stream of ['incident-1', 'incident-2'])
        expect(verifyStream(await collect(store.readStream(stream)))).toBeUndefined();
    });

    it('says unavailable while another connection holds the file, and works afterwards', async () => {
      const store = open({ busyTimeoutMs: 10 });
      const other = new Database(file);
      other.exec('BEGIN IMMEDIATE');
      await expect(store.append('incident-1', [newEvent()], 'absent')).rejects.toMatchObject({
        name: 'StoreUnavailable',
        retryAfterMs: 1_000,
      });
      await expect(store.ping()).rejects.toBeInstanceOf(StoreUnavailable);
      other.exec('ROLLBACK');
      other.close();
      expect(await store.append('incident-1', [newEvent()], 'absent')).toMatchObject({ revision: 0 });
    });
  });

  describe('write lock', () => {
    it('refuses a second writer, naming the process and the file', () => {
      open();
      const second = (): EventStore => open();
      expect(second).toThrow(StoreLocked);
      expect(second).toThrow(`the event store ${file} is already open for writing by process ${process.pid}`);
    });

    it('is free again when the writer has closed', async () => {
      await open().close();
      expect(existsSync(`${file}.owner`)).toBe(false);
      await open().ping();
    });

    it('is held by a living process and taken over from one that was killed', async () => {
      await open().close();
      const script = `
        const db = new (require('better-sqlite3'))(${JSON.stringify(`${file}.lock`)});
        db.exec('BEGIN IMMEDIATE');
        require('fs').writeFileSync(${JSON.stringify(`${file}.owner`)}, JSON.stringify({ pid: process.pid, since: '2026-11-21T08:00:00.000Z' }));
        console.log('locked'); setInterval(() => db, 1000);`;
      const holder = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
      await once(holder.stdout, 'data');
      expect(() => open()).toThrow(`by process ${holder.pid} since 2026-11-21T08:00:00.000Z`);
      holder.kill('SIGKILL');
      await once(holder, 'exit');
      await open().ping();
    });
  });

  describe('readers', () => {
    it('see what another connection appends, as it is appended', async () => {
      const writer = open();
      const reader = open({ mode: 'read' });
      const stop = new AbortController();
      const batches = reader.subscribe({ after: START, signal: stop.signal })[Symbol.asyncIterator]();
      await takeUntil(batches, (taken) => taken.at(-1)?.caughtUp === true);
      for (let n = 0; n < 3; n += 1) {
        const events = newEvents(2);
        await writer.append('incident-1', events, 'any');
        const taken = await takeUntil(batches, (batch) => eventsOf(batch).length >= 2);
        expect(idsOf(eventsOf(taken))).toEqual(idsOf(events));
      }
      stop.abort();
      expect(await batches.next()).toEqual({ done: true, value: undefined });
    });

    it('can’t append, and find no file unavailable', async () => {
      expect(() => open({ mode: 'read' })).toThrow(StoreUnavailable);
      await open().close();
      await expect(open({ mode: 'read' }).append('incident-1', [newEvent()], 'any')).rejects.toThrow(
        'open for reading only',
      );
    });
  });

  it.each(['write', 'read'] as const)(
    'refuses to %s a file of a newer version by name, and touches nothing',
    async (mode) => {
      await open().close();
      const db = new Database(file);
      db.pragma('user_version = 2');
      db.close();
      const before = readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'base64')]);
      expect(() => openSqliteEventStore({ file, mode })).toThrow(StoreTooNew);
      expect(() => openSqliteEventStore({ file, mode })).toThrow('format 2; this one reads up to 1');
      expect(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'base64')])).toEqual(before);
    },
  );

  describe('damage', () => {
    it('refuses a file that is something else', () => {
      writeFileSync(file, 'this is a letter, not a database. '.repeat(200));
      expect(() => open()).toThrow(StoreDamaged);
      rmSync(file);
      new Database(file).exec('CREATE TABLE letters (text TEXT)').close();
      expect(() => open()).toThrow('it is a database, but not an event store');
    });

    it('finds damage after an unclean shutdown, and lets the lock go', async () => {
      const store = open();
      for (let n = 0; n < 20; n += 1) await store.append(`incident-${n}`, newEvents(20), 'absent');
      await store.close();
      const db = new Database(file);
      db.prepare('UPDATE shutdown SET is_clean = 0').run();
      db.close();
      truncateSync(file, Math.floor(readFileSync(file).length / 2 / 4096) * 4096);
      expect(() => open()).toThrow(StoreDamaged);
      expect(() => open()).toThrow(StoreDamaged);
    });

    it('opens after an unclean shutdown with all that was answered', async () => {
      const store = open();
      const events = newEvents(5);
      await store.append('incident-1', events, 'absent');
      const copy = join(folder, 'copy.db');
      for (const suffix of ['', '-wal']) writeFileSync(`${copy}${suffix}`, readFileSync(`${file}${suffix}`));
      const survivor = open({ file: copy });
      expect(idsOf(await collect(survivor.readStream('incident-1')))).toEqual(idsOf(events));
      expect(await survivor.append('incident-1', [newEvent()], 4)).toMatchObject({ revision: 5 });
    });
  });
});
