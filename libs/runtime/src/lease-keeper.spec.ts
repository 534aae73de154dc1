import { FencedOut, type ReadStore } from '@evidesk/read-store';
import {
  append,
  contextOf,
  dumpTickets,
  memoryWorld,
  settled,
  start,
  ticketProjection,
  until,
} from '../testing/kit.js';
import { projectionRunner } from './projection-runner.js';

describe('two runners of one projection', () => {
  it('work one at a time; the other takes over when the first stops', async () => {
    const world = memoryWorld();
    const first = await start(projectionRunner(ticketProjection(), contextOf(world, { leaseMs: 200 })), world);
    await until(() => first.held);
    const other = contextOf(world, { leaseMs: 200, owner: 'two' });
    const second = await start(projectionRunner(ticketProjection(), other), world);
    await append(world.eventStore, 'ticket-1', 'moved', { unit: 'north' });
    await settled(world, 'tickets');
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect([first.held, second.status().state]).toEqual([true, 'waiting-for-lease']);
    await first.stop();
    await until(() => second.held, 200);
    await append(world.eventStore, 'ticket-1', 'moved', { unit: 'south' });
    await settled(world, 'tickets');
    await second.stop();
    expect(await dumpTickets(world.readStore)).toContain('"moves":2');
  });

  it('the first, stalled in a commit past its lease, can no longer commit, and nothing is counted twice', async () => {
    const world = memoryWorld();
    let goOn: () => void = () => undefined;
    let refused: unknown;
    let isStalling = false;
    const stalling = new Proxy(world.readStore, {
      get(target, name: keyof ReadStore) {
        const member = target[name].bind(target) as (...given: unknown[]) => Promise<unknown>;
        if (name === 'acquireLease')
          return (...given: unknown[]) => (isStalling ? new Promise(() => undefined) : member(...given));
        if (name !== 'commit') return member;
        return async (...given: unknown[]) => {
          if (isStalling) await new Promise<void>((resolve) => (goOn = resolve));
          return member(...given).catch((error: unknown) => {
            refused = error;
            throw error;
          });
        };
      },
    });
    const lease = { leaseMs: 100 };
    const first = await start(
      projectionRunner(ticketProjection(), contextOf({ ...world, readStore: stalling }, lease)),
      world,
    );
    await until(() => first.status().state === 'live');
    isStalling = true;
    await append(world.eventStore, 'ticket-1', 'moved', { unit: 'north' });
    const other = contextOf(world, { ...lease, owner: 'two' });
    const second = await start(projectionRunner(ticketProjection(), other), world);
    await settled(world, 'tickets');
    goOn();
    await until(() => refused !== undefined);
    expect(refused).toBeInstanceOf(FencedOut);
    await second.stop();
    expect(await dumpTickets(world.readStore)).toContain('"moves":1');
  });
});
