import { Interrupted } from './patience.js';
import { append, contextOf, dumpTickets, memoryWorld, settled, start, ticketProjection } from '../testing/kit.js';
import { projectionRunner } from './projection-runner.js';
import { rebuildView } from './rebuild.js';
import { DEFAULT_TUNING } from './tuning.js';

async function filled(events: number) {
  const world = memoryWorld();
  const tell = (at: number) => append(world.eventStore, `ticket-${at % 37}`, 'moved', { unit: `unit-${at % 5}` });
  for (let at = 0; at < events; at += 1) await tell(at);
  const context = contextOf(world, { tuning: { ...DEFAULT_TUNING, batchSize: 20, statusMs: 20 } });
  const runner = await start(projectionRunner(ticketProjection(), context), world);
  await settled(world, 'tickets');
  return { world, tell, context, runner };
}

describe('a rebuild', () => {
  it('gives the same bytes as the live view, and tells how far it is', async () => {
    const { world, context, runner } = await filled(200);
    const live = await dumpTickets(world.readStore);
    const told: number[] = [];
    const result = await rebuildView(ticketProjection(), { ...context, onProgress: ({ events }) => told.push(events) });
    expect(result).toMatchObject({ generation: 2, events: 200, parked: 0 });
    expect(told.at(-1)).toBe(200);
    expect(await dumpTickets(world.readStore)).toBe(live);
    await runner.stop();
  });

  it('loses and doubles nothing while events keep coming around the swap', async () => {
    const { world, tell, context, runner } = await filled(100);
    let isOver = false;
    const writing = (async () => {
      for (let at = 0; at < 400 || !isOver; at += 1) {
        await tell(at);
        if (at % 3 === 0) await new Promise((resolve) => setImmediate(resolve));
      }
    })();
    for (let turn = 0; turn < 3; turn += 1) await rebuildView(ticketProjection(), context);
    isOver = true;
    await writing;
    const [head, active] = [await world.eventStore.head(), await world.readStore.activeGenerations(['tickets'])];
    runner.observe(head, active.get('tickets'));
    await settled(world, 'tickets');
    expect((await world.readStore.checkpoint('tickets')).generation).toBe(4);
    await runner.stop();
    const live = await dumpTickets(world.readStore);
    await rebuildView(ticketProjection(), context);
    expect(await dumpTickets(world.readStore)).toBe(live);
  });

  it('leaves the view as it was when given up', async () => {
    const { world, context, runner } = await filled(100);
    const giveUp = new AbortController();
    const rebuilt = rebuildView(ticketProjection(), {
      ...context,
      signal: giveUp.signal,
      onProgress: () => giveUp.abort(),
    });
    await expect(rebuilt).rejects.toThrow(Interrupted);
    expect((await world.readStore.checkpoint('tickets')).generation).toBe(1);
    await runner.stop();
  });
});
