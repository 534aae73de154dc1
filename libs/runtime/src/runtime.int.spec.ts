import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteEventStore } from '@evidesk/event-store';
import { openSqliteReadStore } from '@evidesk/read-store';
import { append, contextOf, dumpTickets, settled, start, ticketProjection, type World } from '../testing/kit.js';
import { projectionRunner } from './projection-runner.js';
import { rebuildView } from './rebuild.js';
import { DEFAULT_TUNING } from './tuning.js';

describe('on SQLite', () => {
  const folder = mkdtempSync(join(tmpdir(), 'runtime-'));
  const open = (): World => ({
    eventStore: openSqliteEventStore({ file: join(folder, 'events.db'), mode: 'write' }),
    readStore: openSqliteReadStore({ file: join(folder, 'views.db') }),
  });
  const close = async ({ eventStore, readStore }: World) => {
    await eventStore.close();
    await readStore.close();
  };
  afterAll(() => rmSync(folder, { recursive: true }));

  it('a view goes on after a restart, and a rebuild gives the same bytes, with more documents than fit in memory', async () => {
    for (let run = 0; run < 3; run += 1) {
      const world = open();
      const context = contextOf(world, { tuning: { ...DEFAULT_TUNING, batchSize: 50, cachedDocuments: 10 } });
      const runner = await start(projectionRunner(ticketProjection(), context), world);
      const told = Array.from({ length: 300 }, (_, at) =>
        append(world.eventStore, `ticket-${at % 41}`, at % 7 === 0 ? 'linked' : 'moved', {
          unit: `unit-${(at + run) % 5}`,
          ...(at % 7 === 0 && { other: String(at % 11) }),
        }),
      );
      await Promise.all(told);
      await settled(world, 'tickets');
      const live = await dumpTickets(world.readStore);
      await rebuildView(ticketProjection(), context);
      expect(await dumpTickets(world.readStore)).toBe(live);
      await runner.stop();
      await close(world);
    }
  });
});
