import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { EVENT_STORE, type EventStore, STORED_EVENTS } from '@evidesk/event-store';
import { LocalTokens } from '@evidesk/platform';
import { KEYS_KEPT_MS } from '@evidesk/privacy';
import { READ_STORE, type ReadStore } from '@evidesk/read-store';
import { CuttableProxy } from '../support/cuttable-proxy.js';
import { incidentBody, openDesk } from '../support/desk.js';
import { type Fault, faultTest, roundsOr, type Seen, skipFault } from '../support/fault-log.js';
import { until } from '../support/faulty-desk.js';
import { FerretDb, NO_FERRETDB } from '../support/ferretdb.js';
import { Ledger } from '../support/ledger.js';
import { freePort } from '../support/server-process.js';
import { PAUSE_LEASES, pauseHolder } from '../support/worked-desk.js';
import { allCaughtUp, verifyStores } from '../support/verify-desk.js';

const ROUNDS = Math.min(roundsOr(2), 10);
const ROUND_MS = 20_000;
const SOME = 5;
/** FerretDB is slow: what is measured is not how much it bears. */
const PAUSE_MS = 150;
/** On a busy machine FerretDB answers some renewals after seconds. */
const LEASE_MS = 15_000;
const LONGEST_WAIT_MS = 15_000;

describe('a MongoDB-wire server', () => {
  tried(
    {
      id: 'document-server-killed',
      fault: 'kill -9 of the MongoDB-wire server',
      does: 'FerretDB is killed before the first command and under load, stays away until the desk says that it is not ready, and is started on the same files',
      holds:
        'commands get 503 (the keys of persons lie there), it is named; all resumes by itself, views equal a rebuild',
    },
    async (ferret) => {
      const desk = await deskOn(urlOf(ferret));
      try {
        // What the first command of all finds away has to work when it is there.
        await ferret.kill();
        await expectRefused(desk.ledger);
        await ferret.restart();
        desk.ledger.start(1, PAUSE_MS);
        for (let round = 0; round < ROUNDS; round += 1) {
          await acknowledged(desk.ledger, SOME);
          await sleep(Math.random() * 500);
          await ferret.kill();
          await until('it is not ready', async () => (await desk.notReady()).includes('read-store'));
          await sleep(KEYS_KEPT_MS);
          await expectRefused(desk.ledger);
          await ferret.restart();
          await until('it is ready', async () => (await desk.notReady()).length === 0);
        }
        await acknowledged(desk.ledger, SOME);
        const { events } = await desk.verify();
        return { rounds: ROUNDS, acknowledged: desk.ledger.acknowledged, events };
      } finally {
        await desk.close();
      }
    },
  );

  tried(
    {
      id: 'document-server-half-open',
      fault: 'the MongoDB-wire server falls silent, its connections stay open',
      does: 'a TCP path between desk and FerretDB neither carries nor closes anything for some seconds, under load',
      holds: 'commands and queries get 503 within a bounded time; all resumes by itself, views equal a rebuild',
    },
    async (ferret) => {
      const proxy = new CuttableProxy(await freePort(), { host: '127.0.0.1', port: ferret.port });
      await proxy.join();
      const desk = await deskOn(`mongodb://127.0.0.1:${proxy.port}/?socketTimeoutMS=4000&heartbeatFrequencyMS=500`);
      try {
        desk.ledger.start(1, PAUSE_MS);
        await acknowledged(desk.ledger, SOME);
        proxy.silence();
        const start = performance.now();
        const answer = await desk.ledger.send('/v1/queues?role=service_desk');
        const waitedMs = Math.round(performance.now() - start);
        expect([answer?.status, answer?.headers.get('retry-after')]).toEqual([503, '1']);
        expect(waitedMs).toBeLessThan(LONGEST_WAIT_MS);
        expect(await desk.notReady()).toContain('read-store');
        await expectRefused(desk.ledger);
        await proxy.speak();
        await until('it is ready', async () => (await desk.notReady()).length === 0);
        await acknowledged(desk.ledger, SOME);
        const { events } = await desk.verify();
        return { acknowledged: desk.ledger.acknowledged, events, waitedMs };
      } finally {
        await desk.close();
        await proxy.cut();
      }
    },
  );
});

describe('two workers on a MongoDB-wire server', () => {
  tried(
    {
      id: 'paused-worker-documents',
      fault: 'SIGSTOP of a worker for longer than its lease, with views on a MongoDB-wire server',
      does: `the same as with views in a file, on FerretDB: ${PAUSE_LEASES} times the lease, under load`,
      holds: 'fencing holds: what the paused one still wanted to write is refused, views equal a rebuild',
    },
    (ferret) => pauseHolder(LEASE_MS, 4 * PAUSE_MS, urlOf(ferret)),
  );
});

function tried(fault: Fault, run: (ferret: FerretDb) => Promise<Seen>): void {
  if (NO_FERRETDB !== undefined) return skipFault(fault, NO_FERRETDB);
  const withServer = async (): Promise<Seen> => {
    const ferret = await FerretDb.start();
    try {
      return await run(ferret);
    } finally {
      await ferret.dispose();
    }
  };
  faultTest(fault, withServer, 60_000 + ROUNDS * ROUND_MS);
}

/** Waits until so many more are acknowledged. */
async function acknowledged(ledger: Ledger, more: number): Promise<void> {
  const before = ledger.acknowledged;
  await until('more is acknowledged', () => ledger.acknowledged >= before + more, 60_000);
}

/** What a record says of persons can not be sealed without their keys. */
async function expectRefused(ledger: Ledger): Promise<void> {
  const start = performance.now();
  const answer = await ledger.send('/v1/incidents', { key: randomUUID(), body: incidentBody() });
  expect(performance.now() - start).toBeLessThan(LONGEST_WAIT_MS);
  expect([answer?.status, answer?.headers.get('retry-after')]).toEqual([503, '1']);
  expect(await answer?.json()).toMatchObject({ code: 'store.unavailable', store: 'key-store' });
}

const urlOf = ({ port }: FerretDb): string => `mongodb://127.0.0.1:${port}/`;

async function deskOn(url: string) {
  const desk = await openDesk({ EVENTSTORE_URL: '', MONGODB_URL: url, EVIDESK_LEASE_MS: '30000' });
  const { config, server } = desk;
  const token = await (await LocalTokens.open(config.dataDir, 3_600)).issue({ sub: 'load', roles: ['service_desk'] });
  const ledger = new Ledger(() => server.url, token);
  const [events, views] = [server.app.get<EventStore>(EVENT_STORE), server.app.get<ReadStore>(READ_STORE)];
  const stored = server.app.get<EventStore>(STORED_EVENTS);
  return {
    ledger,
    /** The names of what is not well. */
    notReady: async (): Promise<readonly string[]> => {
      const answer = await fetch(`${server.url}/health/ready`);
      const { checks } = (await answer.json()) as {
        checks: readonly { readonly name: string; readonly ok: boolean }[];
      };
      return checks.filter(({ ok }) => !ok).map(({ name }) => name);
    },
    verify: async () => {
      await ledger.stop();
      await ledger.settle();
      await allCaughtUp(events, views, 90_000);
      // The runners are of this process: nothing may change while views are held against a rebuild.
      return verifyStores({ stored, events, views }, ledger);
    },
    close: async () => {
      await ledger.stop();
      await desk.close();
    },
  };
}
