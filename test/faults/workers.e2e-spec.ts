import { setTimeout as sleep } from 'node:timers/promises';
import { LocalTokens } from '@evidesk/platform';
import { READ_STORE, type ReadStore } from '@evidesk/read-store';
import { EVENT_STORE, type EventStore, STORED_EVENTS } from '@evidesk/event-store';
import { RUNNERS } from '@evidesk/runtime';
import { openDesk } from '../support/desk.js';
import { faultTest, roundsOr, type Seen } from '../support/fault-log.js';
import { until } from '../support/faulty-desk.js';
import { Ledger } from '../support/ledger.js';
import { allCaughtUp, verifyStores } from '../support/verify-desk.js';
import { WorkerProcess } from '../support/worker-process.js';

const LEASE_MS = 1_000;
const PAUSE_LEASES = 2.5;
const ROUNDS = roundsOr(2);
const ROUND_MS = 20_000;
/** The more rounds, the less in each of them: what is verified at the end would else take longer than the rounds. */
const REST_MS = Math.min(200, 20 * Math.ceil(ROUNDS / 5));

/** A desk without runners of its own and two worker processes beside it, which compete for every lease. */
interface WorkedDesk {
  readonly ledger: Ledger;
  readonly workers: WorkerProcess[];
  startWorker(): Promise<WorkerProcess>;
  /** Which process runs the queue's projection, by its process id. */
  holder(): Promise<number>;
  verify(): Promise<{ readonly events: number }>;
  dispose(): Promise<void>;
}

async function workedDesk(): Promise<WorkedDesk> {
  const desk = await openDesk({
    EVENTSTORE_URL: '',
    MONGODB_URL: '',
    EVIDESK_RUNNERS: 'none',
    EVIDESK_LEASE_MS: String(LEASE_MS),
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

describe('workers in processes of their own', () => {
  faultTest(
    {
      id: 'kill-worker',
      fault: 'kill -9 of a worker',
      does: 'of two workers that compete for all leases, the one that holds them is killed at a random instant under load; another is started',
      holds: 'the other takes over: views equal a rebuild, no command of a process manager is carried out twice',
    },
    async () => {
      const desk = await workedDesk();
      try {
        await Promise.all([desk.startWorker(), desk.startWorker()]);
        desk.ledger.start(2, REST_MS);
        for (let round = 0; round < ROUNDS; round += 1) {
          await sleep(200 + Math.random() * LEASE_MS);
          const held = await desk.holder();
          const victim = desk.workers.find(({ pid }) => pid === held) ?? desk.workers[0];
          await victim?.kill();
          desk.workers.splice(desk.workers.indexOf(victim as WorkerProcess), 1);
          await desk.startWorker();
        }
        const { events } = await desk.verify();
        return { rounds: ROUNDS, acknowledged: desk.ledger.acknowledged, events };
      } finally {
        await desk.dispose();
      }
    },
    60_000 + ROUNDS * ROUND_MS,
  );

  faultTest(
    {
      id: 'paused-worker',
      fault: 'SIGSTOP of a worker for longer than its lease',
      does: `the worker that holds the leases is stopped under load for ${PAUSE_LEASES} times the lease; the other takes over; then the first one goes on`,
      holds: 'fencing holds: what the paused one still wanted to write is refused, views equal a rebuild',
    },
    pauseHolder,
    120_000,
  );
});

async function pauseHolder(): Promise<Seen> {
  const desk = await workedDesk();
  try {
    const [one, two] = await Promise.all([desk.startWorker(), desk.startWorker()]);
    desk.ledger.start(2, 20);
    await until('a worker holds the leases', async () => (await desk.holder()) !== 0);
    const held = await desk.holder();
    const [paused, other] = one.pid === held ? [one, two] : [two, one];
    paused.signal('SIGSTOP');
    await sleep(PAUSE_LEASES * LEASE_MS);
    await until('the other takes over', async () => (await desk.holder()) === other.pid);
    paused.signal('SIGCONT');
    await sleep(LEASE_MS);
    expect(await desk.holder()).toBe(other.pid);
    const { events } = await desk.verify();
    return { acknowledged: desk.ledger.acknowledged, events };
  } finally {
    await desk.dispose();
  }
}
