import { setTimeout as sleep } from 'node:timers/promises';
import { faultTest, roundsOr } from '../support/fault-log.js';
import { PAUSE_LEASES, pauseHolder, workedDesk } from '../support/worked-desk.js';
import type { WorkerProcess } from '../support/worker-process.js';

const LEASE_MS = 1_000;
const ROUNDS = roundsOr(2);
const ROUND_MS = 20_000;
/** The more rounds, the less in each of them: what is verified at the end would else take longer than the rounds. */
const REST_MS = Math.min(200, 20 * Math.ceil(ROUNDS / 5));

describe('workers in processes of their own', () => {
  faultTest(
    {
      id: 'kill-worker',
      fault: 'kill -9 of a worker',
      does: 'of two workers that compete for all leases, the one that holds them is killed at a random instant under load; another is started',
      holds: 'the other takes over: views equal a rebuild, no command of a process manager is carried out twice',
    },
    async () => {
      const desk = await workedDesk(LEASE_MS);
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
        expect(desk.ledger.acknowledged).toBeGreaterThan(ROUNDS);
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
    () => pauseHolder(LEASE_MS, REST_MS),
    120_000,
  );
});
