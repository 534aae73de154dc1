import { afterAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StoreUnavailable } from '@evidesk/kernel';
import { keyStoreContract } from '../../contract.js';
import { openSqliteKeyStore } from './sqlite-key-store.js';

const folder = mkdtempSync(join(tmpdir(), 'evidesk-keys-'));
const file = join(folder, 'keys.db');

keyStoreContract('SQLite', {
  open: () => openSqliteKeyStore({ file }),
  outlives: true,
  dispose: async () => undefined,
});

describe('the file of keys', () => {
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('is the owner’s alone, and holds nothing of a key that was destroyed', async () => {
    const own = join(mkdtempSync(join(folder, 'own-')), 'keys.db');
    const store = openSqliteKeyStore({ file: own });
    const person = 'p_someone';
    const [held] = await store.keysFor([{ person, marks: ['mark-of-someone'] }]);
    await store.keysFor(Array.from({ length: 200 }, (_, n) => ({ person: `p_${n}`, marks: [`mark-${n}`] })));
    const holds = (bytes: Buffer | string) =>
      readdirSync(join(own, '..')).some((name) => readFileSync(join(own, '..', name)).includes(bytes));
    expect(holds(held?.key as Buffer)).toBe(true);
    await store.destroy(person, 1);
    expect(holds(held?.key as Buffer)).toBe(false);
    expect(holds('mark-of-someone')).toBe(false);
    for (const name of readdirSync(join(own, '..'))) expect(statSync(join(own, '..', name)).mode & 0o077).toBe(0);
    await store.close();
  });

  it('is unavailable where there is no folder, and once it is closed', async () => {
    expect(() => openSqliteKeyStore({ file: join(folder, 'none', 'keys.db') })).toThrow(StoreUnavailable);
    const store = openSqliteKeyStore({ file });
    await store.close();
    await expect(store.epoch()).rejects.toThrow(StoreUnavailable);
    await expect(store.keysFor([{ person: 'p_x', marks: [] }])).rejects.toThrow(StoreUnavailable);
  });
});
