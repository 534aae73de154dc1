import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EventStore, openSqliteEventStore } from '@evidesk/event-store';
import { ObservedEventStore } from './observed-event-store.js';

describe('ObservedEventStore', () => {
  const folder = mkdtempSync(join(tmpdir(), 'observed-'));
  const open: EventStore[] = [];

  afterAll(async () => {
    for (const store of open) await store.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it.each(['write', 'read'] as const)('can what the store below it can, opened to %s', (mode) => {
    const store = openSqliteEventStore({ file: join(folder, 'events.db'), mode, commit: 'inline' });
    open.push(store);
    const observed = new ObservedEventStore(store, (_stream, events, append) => append(events));
    expect(observed.exclusive).toBe(mode === 'write');
    expect(typeof observed.readStored).toBe(typeof store.readStored);
    expect(typeof observed.distance).toBe(typeof store.distance);
  });
});
