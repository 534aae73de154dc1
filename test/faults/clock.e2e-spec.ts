import { renameSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type RecordedEvent, START } from '@evidesk/kernel';
import { openEventStore } from '@evidesk/worker';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { faultTest } from '../support/fault-log.js';
import { type FaultyDesk, faultyDesk, until } from '../support/faulty-desk.js';

const HOUR_MS = 3_600_000;
const CLOCK = fileURLToPath(new URL('../support/jumping-clock.cjs', import.meta.url));
/** So long the server's processes may take to see that their clock has jumped. */
const SEEN_MS = 60;
const EACH = 10;
const LEASE_MS = 1_000;

describe('the clock jumps', () => {
  faultTest(
    {
      id: 'clock-jumps',
      fault: 'the clock jumps forward by hours, back, and back while the holder of all leases is killed',
      does: 'incidents with a response time of an hour are recorded at every stage; the server is killed while its clock is ahead and started with the right one',
      holds:
        'every breach is told once, at its instant, and none before; leases outlive no clock; tokens follow the clock',
    },
    async () => {
      const file = join(tmpdir(), `evidesk-clock-${process.pid}`);
      const setClock = async (offsetMs: number): Promise<void> => {
        writeFileSync(`${file}.new`, String(offsetMs));
        renameSync(`${file}.new`, file);
        await sleep(SEEN_MS);
      };
      await setClock(0);
      const desk = await faultyDesk({
        env: { CLOCK_OFFSET_FILE: file, NODE_OPTIONS: `--require=${CLOCK}`, EVIDESK_LEASE_MS: String(LEASE_MS) },
        body: () => ({ priority: 'P2' }),
      });
      try {
        await desk.server.start();
        const first = await record(desk);
        await setClock(2 * HOUR_MS);
        await until('the first are told', async () => (await breachesOf(desk, first)) === EACH);
        const second = await record(desk);

        await desk.server.kill();
        await setClock(0);
        const killed = performance.now();
        await desk.server.start();
        const third = await record(desk);
        await until(
          'another takes the leases',
          async () => {
            const answer = await desk.ledger.send(`/v1/incidents/${third[0]}`);
            return answer?.status === 200;
          },
          60_000,
        );
        const takenOverMs = Math.round(performance.now() - killed);
        // With the start of a server on a busy machine; the clock was two hours ahead.
        expect(takenOverMs).toBeLessThan(60_000);
        expect(await breachesOf(desk, [...second, ...third])).toBe(0);

        await setClock(13 * HOUR_MS);
        expect((await desk.ledger.send('/v1/queues?role=service_desk'))?.status).toBe(401);
        await until('all are told', async () => (await breachesOf(desk, [...second, ...third])) === 2 * EACH);
        await setClock(0);
        expect((await desk.ledger.send('/v1/queues?role=service_desk'))?.status).toBe(200);
        const fourth = await record(desk);
        await sleep(LEASE_MS);
        expect(await breachesOf(desk, fourth)).toBe(0);

        const { events } = await desk.verify();
        await expectEachOnce(desk, [...first, ...second, ...third]);
        return { incidents: 4 * EACH, breaches: 3 * EACH, takenOverMs, events };
      } finally {
        await desk.dispose();
      }
    },
    90_000,
  );
});

/** Records some incidents; their ids. */
async function record({ ledger }: FaultyDesk): Promise<readonly string[]> {
  const before = ledger.entries.length;
  for (let at = 0; at < EACH; at += 1) expect(await ledger.one()).toBe(201);
  return ledger.entries.slice(before).map(({ id }) => String(id));
}

async function breachesOf(desk: FaultyDesk, ids: readonly string[]): Promise<number> {
  return (await breaches(desk)).filter(({ stream }) => ids.includes(stream.slice('incident-'.length))).length;
}

async function expectEachOnce(desk: FaultyDesk, ids: readonly string[]): Promise<void> {
  const told = await breaches(desk);
  const due = told.map(({ stream, data }) => `${stream} ${String(data['dueAt'])}`);
  expect(new Set(due).size).toBe(due.length);
  expect(told.map(({ stream }) => stream.slice('incident-'.length)).sort()).toEqual([...ids].sort());
  for (const { data, metadata } of told) expect(metadata.occurredAt).toBe(data['dueAt']);
}

/** Of the response clock. */
async function breaches({ config }: FaultyDesk): Promise<readonly RecordedEvent[]> {
  const store = await openEventStore(config, 'read');
  const found: RecordedEvent[] = [];
  for await (const event of store.readAll({ after: START, filter: { streamPrefixes: ['incident-'] } }))
    if (event.type === 'incident.sla-breached' && event.data['clock'] === 'response') found.push(event);
  await store.close();
  return found;
}
