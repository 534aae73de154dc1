import { setTimeout as sleep } from 'node:timers/promises';
import { faultTest, roundsOr } from '../support/fault-log.js';
import { faultyDesk } from '../support/faulty-desk.js';

const ROUNDS = roundsOr(3);
const WRITERS = 16;
const ROUND_MS = 15_000;

describe('kill -9 under a load of commands', () => {
  faultTest(
    {
      id: 'kill-server',
      fault: 'kill -9 of the server',
      does: 'at a random instant under the load of 16 clients, one time in three while it starts; on with the same folder',
      holds: 'loses nothing that was acknowledged, carries out nothing twice, breaks no chain; views equal a rebuild',
    },
    async () => {
      const desk = await faultyDesk();
      const { server, ledger } = desk;
      try {
        for (let round = 0; round < ROUNDS; round += 1) {
          server.spawn();
          if (round % 3 === 2) await sleep(100 + Math.random() * 1_500);
          else {
            ledger.start(WRITERS);
            await server.ready();
            await sleep(50 + Math.random() * 500);
          }
          await server.kill();
          await ledger.stop();
        }
        await server.start();
        const { events } = await desk.verify();
        expect(ledger.acknowledged).toBeGreaterThan(ROUNDS);
        return { rounds: ROUNDS, acknowledged: ledger.acknowledged, events, lost: ledger.answers.get('lost') ?? 0 };
      } finally {
        await desk.dispose();
      }
    },
    60_000 + ROUNDS * ROUND_MS,
  );
});
