import { setTimeout as sleep } from 'node:timers/promises';
import { EVENT_STORE, type EventStore, STORED_EVENTS } from '@evidesk/event-store';
import { LocalTokens } from '@evidesk/platform';
import { READ_STORE, type ReadStore } from '@evidesk/read-store';
import { RUNNERS } from '@evidesk/runtime';
import { openDesk } from './desk.js';
import type { Seen } from './fault-log.js';
import { until } from './faulty-desk.js';
import { Ledger } from './ledger.js';
import { allCaughtUp, verifyStores } from './verify-desk.js';
import { WorkerProcess } from './worker-process.js';

/** A desk without runners of its own and two worker processes beside it, which compete for every lease. */
export interface WorkedDesk {
  readonly ledger: Ledger;
  readonly workers: WorkerProcess[];
  startWorker(): Promise<WorkerProcess>;
  /** Which process runs the queue's projection, by its process id. */
  holder(): Promise<number>;
  verify(): Promise<{ readonly events: number }>;
  dispose(): Promise<void>;
}

/** @param mongoUrl of the server that holds the views; else they lie in the data folder */
export async function workedDesk(leaseMs: number, mongoUrl = ''): Promise<WorkedDesk> {
  const desk = await openDesk({
    EVENTSTORE_URL: '',
    MONGODB_URL: mongoUrl,
    EVIDESK_RUNNERS: 'none',
    EVIDESK_LEASE_MS: String(leaseMs),
  });
  const { config, server } = desk;
  const token = await (await LocalTokens.open(config.dataDir, 3_600)).issue({ sub: 'load', roles: ['service_desk'] });
  const ledger = new Ledger(() => server.url, token);
  const [events, views] = [server.app.get<EventStore>(EVENT_STORE), server.app.get<ReadStore>(READ_STORE)];
  const stored = server.app.get<EventStore>(STORED_EVENTS);
  const workers: WorkerProcess[] = [];
  const startWorker = async (): Promise<WorkerProcess> => {
    const worker = await WorkerProcess.start(server, config);
    workers.push(worker);
    return worker;
  };
  return {
    ledger,
    workers,
    startWorker,
    holder: async () => {
      const queue = await views.get(RUNNERS, 'queue');
      return Number(queue?.owner.split(':')[1] ?? 0);
    },
    verify: async () => {
      await ledger.stop();
      await ledger.settle();
      await allCaughtUp(events, views);
      await Promise.all(workers.map((worker) => worker.kill()));
      return verifyStores({ stored, events, views }, ledger);
    },
    dispose: async () => {
      await ledger.stop();
      await Promise.all(workers.map((worker) => worker.kill()));
      await desk.close();
    },
  };
}

const LONGEST_TAKE_OVER_MS = 120_000;

/** For how many times its lease a worker is paused. */
export const PAUSE_LEASES = 2.5;

/**
 * The worker that holds the leases is stopped under load for longer than they last, and goes on when the other has taken
 * them over.
 * @param restMs of each of two clients between its requests
 */
export async function pauseHolder(leaseMs: number, restMs: number, mongoUrl = ''): Promise<Seen> {
  const desk = await workedDesk(leaseMs, mongoUrl);
  try {
    const [one, two] = await Promise.all([desk.startWorker(), desk.startWorker()]);
    desk.ledger.start(2, restMs);
    await until('a worker holds the leases', async () => (await desk.holder()) !== 0);
    const held = await desk.holder();
    const [paused, other] = one.pid === held ? [one, two] : [two, one];
    paused.signal('SIGSTOP');
    await sleep(PAUSE_LEASES * leaseMs);
    await until('the other takes over', async () => (await desk.holder()) === other.pid, LONGEST_TAKE_OVER_MS);
    paused.signal('SIGCONT');
    await sleep(leaseMs);
    expect(await desk.holder()).toBe(other.pid);
    const { events } = await desk.verify();
    return { acknowledged: desk.ledger.acknowledged, events };
  } finally {
    await desk.dispose();
  }
}
