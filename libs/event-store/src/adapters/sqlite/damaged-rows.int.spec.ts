import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { START } from '@evidesk/kernel';
import { collect, newEvents } from '../../contract/harness.js';
import { EventDamaged, StoreDamaged } from '../../errors.js';
import type { EventStore } from '../../port.js';
import { checkSqliteEventFile } from './integrity.js';
import { openSqliteEventStore } from './sqlite-event-store.js';

describe('rows that a disk has changed', () => {
  let folder: string;
  let file: string;
  let store: EventStore;
  const change = (sql: string): void => {
    const db = new Database(file);
    db.prepare(sql).run();
    db.close();
  };
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'event-store-'));
    file = join(folder, 'events.db');
    store = openSqliteEventStore({ file, mode: 'write' });
    await store.append('incident-1', newEvents(6), 'absent');
    await store.append('incident-2', newEvents(6), 'absent');
  });
  afterEach(async () => {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it.each([
    ['another text', `UPDATE events SET data = '{"text":"other"}' WHERE stream_id = 1 AND revision = 3`],
    ['another type', `UPDATE events SET type = 'other' WHERE stream_id = 1 AND revision = 3`],
    ['a hash of its own', `UPDATE events SET hash = 'abc' WHERE stream_id = 1 AND revision = 3`],
    ['no text', `UPDATE events SET data = '{"te' WHERE stream_id = 1 AND revision = 3`],
    ['no place', 'DELETE FROM events WHERE stream_id = 1 AND revision = 3'],
  ])('is not given out when it has %s; other streams go on', async (_what, sql) => {
    change(sql);
    const refused = collect(store.readStream('incident-1', { checked: true }));
    await expect(refused).rejects.toThrow(
      `the event store ${file} is damaged: incident-1 is not as it was written at revision 3`,
    );
    await expect(refused).rejects.toBeInstanceOf(StoreDamaged);
    await expect(collect(store.readStream('incident-1', { from: 2, checked: true }))).rejects.toBeInstanceOf(
      StoreDamaged,
    );
    await expect(store.ping()).rejects.toBeInstanceOf(StoreDamaged);
    expect(await collect(store.readStream('incident-2', { checked: true }))).toHaveLength(6);
    expect(await collect(store.readStream('incident-1', { from: 5, checked: true }))).toHaveLength(1);
    expect(await collect(store.readStream('incident-1', { limit: 3, checked: true }))).toHaveLength(3);
  });

  it('is not taken for JSON by who reads all, and the file is not taken for lost', async () => {
    change(`UPDATE events SET metadata = 'x' WHERE position = 9`);
    const read = collect(store.readAll({ after: START }));
    await expect(read).rejects.toThrow('the event at position 9 of incident-2');
    await expect(read).rejects.toBeInstanceOf(EventDamaged);
  });

  it('has the file checked by the next one to open it', async () => {
    change(`UPDATE events SET data = '{}' WHERE position = 1`);
    await expect(collect(store.readStream('incident-1', { checked: true }))).rejects.toBeInstanceOf(StoreDamaged);
    await store.close();
    const db = new Database(file, { readonly: true });
    expect(db.prepare('SELECT is_clean FROM shutdown').pluck().get()).toBe(0);
    db.close();
  });

  it('is found by the check of the whole file where an index has lost it', () => {
    checkSqliteEventFile(file);
    const db = new Database(file);
    db.unsafeMode(true);
    db.pragma('writable_schema = ON');
    const sql = "UPDATE sqlite_schema SET sql = replace(sql, 'revision)', 'position)') WHERE name = 'events_by_stream'";
    db.prepare(sql).run();
    db.close();
    expect(() => checkSqliteEventFile(file)).toThrow(StoreDamaged);
  });
});
