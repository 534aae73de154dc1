import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventStoreContract } from '../../contract.js';
import { openSqliteEventStore } from './sqlite-event-store.js';

eventStoreContract('sqlite', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'event-store-'));
  const open = () => openSqliteEventStore({ file: join(folder, 'events.db'), mode: 'write' });
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
