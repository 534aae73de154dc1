import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readStoreContract } from '../../contract.js';
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
