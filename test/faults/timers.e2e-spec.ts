import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type RecordedEvent, START } from '@evidesk/kernel';
import { loadConfig, LocalTokens } from '@evidesk/platform';
import { openEventStore } from '@evidesk/worker';
import { incidentBody } from '../support/desk.js';
import { faultTest, roundsOr } from '../support/fault-log.js';
import { freePort, ServerProcess } from '../support/server-process.js';
import { verifyChains } from '../support/views.js';

const ROUNDS = Math.min(roundsOr(2), 20);
const ROUND_MS = 20_000;
const WRITERS = 6;
const MINUTE_MS = 60_000;
/** What an incident of high priority has for its response (S4-21). */
const RESPONSE_MS = 60 * MINUTE_MS;

describe('kill -9 while deadlines come due', () => {
  const fault = {
    id: 'kill-timers',
    fault: 'kill -9 while deadlines come due',
    does: 'incidents whose response is due within two seconds are recorded by 6 clients; on with the same folder',
    holds: 'S4-21 S4-27 tells every breach, at its instant, and none twice',
  };
  const killWhileDue = async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'evidesk-timers-'));
    const server = new ServerProcess(await freePort(), { EVIDESK_DATA: dataDir, EVENTSTORE_URL: '', MONGODB_URL: '' });
    const token = await (await LocalTokens.open(dataDir, 3_600)).issue({ sub: 'load', roles: ['service_desk'] });
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const reported = new Map<string, string>();

    /** Incidents whose response is due within the next two seconds, and of which nothing but a timer will tell it. */
    const writer = async (stopped: () => boolean) => {
      while (!stopped()) {
        const reportedAt = new Date(Date.now() - RESPONSE_MS + 200 + Math.random() * 1_800).toISOString();
        const body = JSON.stringify({ ...incidentBody(), priority: 'P2', reportedAt });
        try {
          const answer = await fetch(`${server.url}/v1/incidents`, { method: 'POST', headers, body });
          const { id } = (await answer.json()) as { readonly id: string };
          if (answer.status === 201) reported.set(id, reportedAt);
        } catch {
          // The server was killed: what it did not acknowledge may be there or not.
        }
        await sleep(20);
      }
    };

    for (let round = 0; round < ROUNDS; round += 1) {
      await server.start();
      let stopped = false;
      const writers = Array.from({ length: WRITERS }, () => writer(() => stopped));
      await sleep(1_500 + 400 * round);
      await server.kill();
      stopped = true;
      await Promise.all(writers);
    }
    await server.start();
    const store = await openEventStore(loadConfig({ EVIDESK_DATA: dataDir }), 'read');
    const breaches = () => told(store.readAll({ after: START, filter: { streamPrefixes: ['incident-'] } }));
    const deadline = Date.now() + 60_000;
    while ((await breaches()).size < reported.size && Date.now() < deadline) await sleep(250);
    // Long enough for another look at the clock, should one more be told.
    await sleep(1_500);
    await server.stop();

    const found = await breaches();
    expect(reported.size).toBeGreaterThan(ROUNDS * WRITERS);
    for (const [id, reportedAt] of reported) {
      const dueAt = new Date(Date.parse(reportedAt) + RESPONSE_MS).toISOString();
      expect([id, found.get(`incident-${id}`)]).toEqual([id, [`breached response ${dueAt}`]]);
    }
    expect(await verifyChains(store)).toBeGreaterThan(reported.size);
    await store.close();
    await rm(dataDir, { recursive: true, force: true });
    return { rounds: ROUNDS, breaches: reported.size };
  };
  faultTest(fault, killWhileDue, 90_000 + ROUNDS * ROUND_MS);
});

/** What was told of the response clock after it ran out, by incident. */
async function told(events: AsyncIterable<RecordedEvent>): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>();
  for await (const { type, stream, data } of events) {
    if (type !== 'incident.sla-breached' || data['clock'] !== 'response') continue;
    found.set(stream, [...(found.get(stream) ?? []), `breached response ${String(data['dueAt'])}`]);
  }
  return found;
}
