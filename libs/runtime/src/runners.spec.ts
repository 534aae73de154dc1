import { append, contextOf, memoryWorld, silent, ticketProjection, until } from '../testing/kit.js';
import { requestReplay, RUNNER_REQUESTS, RUNNERS } from './runner-status.js';
import { startRunners } from './runners.js';
import { ViewProgress } from './view-progress.js';

function hosted(poison = new Set<string>()) {
  const world = memoryWorld();
  const { clock, tuning } = contextOf(world);
  const progress = new ViewProgress(world.readStore);
  const options = {
    ...world,
    clock,
    tuning,
    progress,
    logger: silent,
    owner: 'one',
    projections: [ticketProjection(poison)],
  };
  return { world, progress, options, clock };
}

describe('the runners of a process', () => {
  it('show their status to every process, and that they were stopped', async () => {
    const { world, options } = hosted();
    const runners = await startRunners(options);
    const position = await append(world.eventStore, 'ticket-1', 'moved', { unit: 'north' });
    const shown = () => world.readStore.get(RUNNERS, 'tickets');
    await until(async () => (await shown())?.position === position && (await shown())?.state === 'live');
    expect(await shown()).toMatchObject({ kind: 'projection', owner: 'one', behind: false, lagSeconds: 0, parked: 0 });
    expect(runners.status()).toHaveLength(1);
    await runners.stop();
    expect(await shown()).toMatchObject({ state: 'stopped', position });
  });

  it('replay parked events when any process asks for it', async () => {
    const poison = new Set(['bent']);
    const { world, options, clock } = hosted(poison);
    const runners = await startRunners(options);
    await append(world.eventStore, 'ticket-1', 'bent');
    await until(() => runners.status()[0]?.parked === 1);
    poison.clear();
    await requestReplay(world.readStore, clock, 'tickets');
    await until(async () => runners.status()[0]?.parked === 0 && (await world.readStore.count(RUNNER_REQUESTS)) === 0);
    await runners.stop();
  });
});

describe('waiting for a view', () => {
  it('ends as soon as the view is there, whether its runner is in this process or not', async () => {
    const { world, options, progress } = hosted();
    const runners = await startRunners(options);
    const elsewhere = new ViewProgress(world.readStore);
    for (let at = 0; at < 5; at += 1) {
      const position = await append(world.eventStore, 'ticket-1', 'moved', { unit: 'north' });
      const waits = [progress, elsewhere, elsewhere].map((view) => view.waitFor('tickets', position, 2_000));
      expect(await Promise.all(waits)).toEqual([true, true, true]);
    }
    await runners.stop();
  });

  it('ends with false when the time is up', async () => {
    const { options, progress } = hosted();
    const runners = await startRunners(options);
    expect(await progress.waitFor('tickets', '9999999999999999', 30)).toBe(false);
    await runners.stop();
  });
});
