import { join } from 'node:path';
import { type EventStore, openSqliteEventStore } from '@evidesk/event-store';
import { ListQueue, ListQueueHandler, queueProjection } from '@evidesk/incidents';
import { SystemClock } from '@evidesk/platform';
import { openSqliteReadStore, type ReadStore } from '@evidesk/read-store';
import { KpiReports, REPORT_VIEWS } from '@evidesk/reporting';
import { type AsOf, CHECKPOINT_EVENTS, CheckpointKeeper, TimeMachine } from '@evidesk/time-travel';
import { TRAVELLING, VIEWS } from '@evidesk/worker';
import { HISTORY_MONTH } from './history.js';
import { type Bench, median, type Result } from './result.js';

const MOST_SECONDS = 5;
const SPOTS = 5;
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** How long the past of a queue and of a report takes anywhere in a long history, once there are checkpoints. */
export async function timeTravel({ folder, history, scale }: Bench): Promise<readonly Result[]> {
  const eventStore = openSqliteEventStore({ file: join(history, 'events.db'), mode: 'read' });
  const readStore = openSqliteReadStore({ file: join(folder, 'views.db') });
  try {
    await readStore.define(VIEWS);
    const stores = { eventStore, readStore, views: TRAVELLING };
    const keeper = new CheckpointKeeper({ ...stores, logger: silent, owner: 'bench', leaseMs: 60_000 });
    const started = performance.now();
    const checkpoints = await keeper.advance(1);
    const seconds = (performance.now() - started) / 1_000;
    const spots = await someMoments(eventStore);
    const many = scale.incidents.toLocaleString('en');
    const travel = async (name: string, views: readonly string[], read: (store: ReadStore) => Promise<unknown>) => {
      const taken: number[] = [];
      for (const asOf of spots) taken.push(await secondsOf(stores, asOf, views, read));
      const [value, worst] = [median(taken), Math.max(...taken)];
      const note = `slowest ${worst.toFixed(2)} s`;
      return {
        name: `${name}, ${many} incidents`,
        value,
        unit: 's',
        goal: `≤ ${MOST_SECONDS}`,
        ok: worst <= MOST_SECONDS,
        note,
      };
    };
    return [
      {
        name: 'writing checkpoints',
        value: seconds,
        unit: 's',
        note: `${checkpoints}, every ${CHECKPOINT_EVENTS} events or more`,
      },
      await travel('queue as of', [queueProjection.name], (store) =>
        new ListQueueHandler(store).execute(new ListQueue({ role: 'service_desk', limit: 50 })),
      ),
      await travel('monthly report as of', REPORT_VIEWS, (store) =>
        new KpiReports(store).read(HISTORY_MONTH, '2026-12', ['priority']),
      ),
    ];
  } finally {
    await eventStore.close();
    await readStore.close();
  }
}

async function secondsOf(
  stores: Omit<ConstructorParameters<typeof TimeMachine>[0], 'clock'>,
  asOf: AsOf,
  views: readonly string[],
  read: (store: ReadStore) => Promise<unknown>,
): Promise<number> {
  const started = performance.now();
  // A machine of its own remembers nothing.
  const { store } = await new TimeMachine({ ...stores, clock: new SystemClock() }).at(asOf, views);
  await read(store);
  return (performance.now() - started) / 1_000;
}

/** Instants spread over the history, at its end too. */
async function someMoments(store: EventStore): Promise<readonly AsOf[]> {
  const head = Number(await store.head());
  const moments: AsOf[] = [];
  for (let spot = 1; spot <= SPOTS; spot += 1) {
    const position = String(Math.floor((head * spot) / SPOTS) - 1).padStart(16, '0');
    for await (const { metadata } of store.readAll({ after: position, limit: 1 }))
      moments.push({ by: 'recorded', instant: metadata.recordedAt });
  }
  return moments;
}
