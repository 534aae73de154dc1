import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readSealsBehind, sealingMetadata, verifyStore } from '@evidesk/audit-proof';
import { loadConfig, LocalTokens, SystemClock, UuidV7Generator } from '@evidesk/platform';
import { openEventStore, sealRecorder } from '@evidesk/worker';
import { incidentBody } from '../support/desk.js';
import { faultTest, roundsOr } from '../support/fault-log.js';
import { freePort, ServerProcess } from '../support/server-process.js';

const ROUNDS = Math.min(roundsOr(2), 20);
const ROUND_MS = 20_000;
const WRITERS = 4;
const MOST_SEALS = 1_000_000;

let onTestFinished: () => Promise<void> = () => Promise.resolve();
afterEach(() => onTestFinished());

describe('kill -9 while events are being sealed', () => {
  const fault = {
    id: 'kill-sealing',
    fault: 'kill -9 while events are being sealed',
    does: 'under the load of 4 clients with a seal for every 3 events; on with the same folder',
    holds: 'leaves seals without gap or overlap, and the next one goes on',
  };
  const killInTheMidst = async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'evidesk-kill-seal-'));
    const env = { EVIDESK_DATA: dataDir, EVIDESK_SEAL_EVENTS: '3', EVIDESK_LEASE_MS: '2000' };
    const server = new ServerProcess(await freePort(), { ...env, EVENTSTORE_URL: '', MONGODB_URL: '' });
    const tokens = await LocalTokens.open(dataDir, 3_600);
    const token = await tokens.issue({ sub: 'load', roles: ['service_desk', 'auditor'] });
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const newestSeal = async (): Promise<number> => {
      const response = await fetch(`${server.url}/v1/seals?limit=1`, { headers });
      const { items } = (await response.json()) as { readonly items: readonly { readonly number: number }[] };
      return items[0]?.number ?? 0;
    };
    const writer = async (stopped: () => boolean) => {
      while (!stopped()) {
        try {
          const body = JSON.stringify(incidentBody());
          await (await fetch(`${server.url}/v1/incidents`, { method: 'POST', headers, body })).json();
        } catch {
          // The server was killed.
          await sleep(20);
        }
      }
    };
    onTestFinished = () => server.kill();
    for (let round = 0; round < ROUNDS; round += 1) {
      await server.start();
      let stopped = false;
      const writers = Array.from({ length: WRITERS }, () => writer(() => stopped));
      // It goes on once the lease of the one that was killed is over; then it is killed in the midst of sealing.
      const before = await newestSeal();
      while ((await newestSeal()) < before + 5) await sleep(20);
      await server.kill();
      stopped = true;
      await Promise.all(writers);
    }
    const config = loadConfig({ EVIDESK_DATA: dataDir });
    const store = await openEventStore(config, 'write');
    const survived = await readSealsBehind(store, 0, MOST_SEALS);
    expect(survived.length).toBeGreaterThanOrEqual(ROUNDS * 5);
    const [clock, ids] = [new SystemClock(), new UuidV7Generator()];
    await sealRecorder(config, store, clock).sealNow(sealingMetadata({ id: 'test', roles: [] }, clock, ids));
    const seals = await readSealsBehind(store, 0, MOST_SEALS);
    expect(seals.slice(0, survived.length)).toEqual(survived);
    expect(seals.map(({ number }) => number)).toEqual(seals.map((_, index) => index + 1));
    const verification = await verifyStore({ eventStore: store, consecutive: true });
    expect(verification.findings).toEqual([]);
    expect(verification.unsealed.events).toBe(0);
    const sealed = seals.reduce((sum, { count }) => sum + count, 0);
    expect(sealed + seals.length + verification.keys.length).toBe(verification.events);
    await store.close();
    await rm(dataDir, { recursive: true, force: true });
    return { rounds: ROUNDS, seals: seals.length, events: verification.events };
  };
  faultTest(fault, killInTheMidst, 60_000 + ROUNDS * ROUND_MS);
});
