import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { StoreUnavailable } from '@evidesk/kernel';
import Database from 'better-sqlite3';
import { at, commitOf, put, queue, tickets } from '../../contract/fixtures.js';
import { FencedOut } from '../../errors.js';
import type { ReadStore } from '../../port.js';
import { openSqliteReadStore } from './index.js';

/** More than the time between two looks at the file. */
const LOOK_MS = 550;

describe('a SQLite read store whose file is lost', () => {
  let folder: string;
  let file: string;
  let aside: string[];
  const stores: ReadStore[] = [];
  const open = (): ReadStore => {
    const store = openSqliteReadStore({ file, onDamage: (name) => aside.push(name) });
    stores.push(store);
    return store;
  };
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'evidesk-lost-'));
    file = join(folder, 'views.db');
    aside = [];
  });
  afterEach(async () => {
    for (const store of stores.splice(0)) await store.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const remove = (): void => {
    for (const suffix of ['-wal', '-shm', '']) rmSync(file + suffix, { force: true });
  };

  it('starts afresh in a new file, and refuses whoever goes on from the old one, in every connection', async () => {
    const [one, two] = [open(), open()];
    for (const store of [one, two]) await store.define([queue]);
    await one.commit(commitOf(1, [put({ id: 'a' })]));
    remove();
    await sleep(LOOK_MS);
    expect(await two.get(tickets, 'a')).toBeUndefined();
    const { generation, position } = await one.checkpoint('queue');
    expect(position).toBe('');
    expect(await two.checkpoint('queue')).toMatchObject({ generation });
    await expect(one.commit(commitOf(2, [put({ id: 'b' })]))).rejects.toBeInstanceOf(FencedOut);
    await one.commit(commitOf(1, [put({ id: 'a' })], { generation }));
    expect(await two.get(tickets, 'a')).toEqual({ id: 'a' });
    expect(await two.checkpoint('queue')).toEqual({ view: 'queue', generation, position: at(1) });
  });

  it('does not go on in a file that another process has made meanwhile, as if it were its own', async () => {
    const one = open();
    await one.define([queue]);
    await one.commit(commitOf(1, [put({ id: 'a' })]));
    remove();
    await open().define([queue]);
    await sleep(LOOK_MS);
    await expect(one.commit(commitOf(2, [put({ id: 'b' })]))).rejects.toBeInstanceOf(FencedOut);
  });

  it('puts a damaged file aside when it is opened', async () => {
    writeFileSync(file, 'this is a letter, not a database. '.repeat(300));
    const store = open();
    await store.define([queue]);
    await store.commit(commitOf(1, [put({ id: 'a' })]));
    expect(aside).toHaveLength(1);
    expect(readFileSync(aside[0] ?? '', 'utf8')).toContain('a letter');
  });

  it.each([
    ['a page', () => damagePage()],
    ['a document', () => damageDocument()],
  ])('puts a file aside in which %s is damaged when it is read, and starts afresh', async (_what, damage) => {
    const first = open();
    await first.define([queue]);
    await first.commit(commitOf(1, [put({ id: 'a' })]));
    await first.close();
    damage();
    const [store, other] = [open(), open()];
    await store.define([queue]);
    expect(await store.get(tickets, 'a')).toBeUndefined();
    expect(aside).toHaveLength(1);
    expect(existsSync(aside[0] ?? '')).toBe(true);
    expect((await store.checkpoint('queue')).position).toBe('');
    await other.define([queue]);
    await sleep(LOOK_MS);
    expect(await other.get(tickets, 'a')).toBeUndefined();
    expect(aside).toHaveLength(1);
  });

  it('is unavailable where the disk damages every file', async () => {
    const store = open();
    await store.define([queue]);
    await store.commit(commitOf(1, [put({ id: 'a' })]));
    for (let time = 0; time < 2; time += 1) {
      const { generation } = await store.checkpoint('queue');
      await store.commit(commitOf(1, [put({ id: 'a' })], { generation }));
      damageDocument();
      if (time === 0) expect(await store.get(tickets, 'a')).toBeUndefined();
      else await expect(store.get(tickets, 'a')).rejects.toBeInstanceOf(StoreUnavailable);
    }
    expect(readdirSync(folder).filter((name) => name.includes('damaged'))).toHaveLength(1);
  });

  function tableOf(db: Database.Database): { readonly name: string; readonly rootpage: number } {
    const select = "SELECT name, rootpage FROM sqlite_schema WHERE name LIKE 'tickets__g%' AND type = 'table'";
    return db.prepare(select).get() as { readonly name: string; readonly rootpage: number };
  }

  function damageDocument(): void {
    const db = new Database(file);
    db.prepare(`UPDATE ${tableOf(db).name} SET doc = '{"id'`).run();
    db.close();
  }

  function damagePage(): void {
    const db = new Database(file);
    const { rootpage } = tableOf(db);
    db.pragma('wal_checkpoint(TRUNCATE)');
    db.close();
    const bytes = readFileSync(file);
    bytes.fill(0xff, (rootpage - 1) * 4_096, rootpage * 4_096);
    writeFileSync(file, bytes);
  }
});
