import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { readStoreContract } from '../../contract.js';
import { ViewsTooNew } from '../../errors.js';
import type { ReadStore } from '../../port.js';
import { openSqliteReadStore } from './index.js';

readStoreContract('sqlite', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'evidesk-read-store-'));
  const opened: ReadStore[] = [];
  return {
    open: async (options) => {
      const store = openSqliteReadStore({ ...options, file: join(folder, 'views.db') });
      opened.push(store);
      return store;
    },
    dispose: async () => {
      await Promise.all(opened.map((store) => store.close()));
      rmSync(folder, { recursive: true });
    },
  };
});

describe('the file of the views', () => {
  const folder = mkdtempSync(join(tmpdir(), 'evidesk-read-store-'));
  const file = join(folder, 'views.db');
  afterAll(() => rmSync(folder, { recursive: true }));
  const withFile = <T>(use: (db: Database.Database) => T): T => {
    const db = new Database(file);
    const result = use(db);
    db.close();
    return result;
  };

  it('is refused by name when a newer version made it, and nothing is touched', async () => {
    await openSqliteReadStore({ file }).close();
    withFile((db) => db.pragma('user_version = 2'));
    const before = readFileSync(file, 'base64');
    expect(() => openSqliteReadStore({ file })).toThrow(ViewsTooNew);
    expect(readdirSync(folder)).toEqual(['views.db']);
    expect(readFileSync(file, 'base64')).toBe(before);
  });

  it('of before formats were counted is taken as it is', async () => {
    withFile((db) => db.pragma('user_version = 0'));
    await openSqliteReadStore({ file }).close();
    expect(withFile((db) => db.pragma('user_version', { simple: true }))).toBe(1);
  });
});
