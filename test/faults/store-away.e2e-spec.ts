import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startServer } from '@evidesk/api';
import { loadConfig, LocalTokens } from '@evidesk/platform';
import { CuttableProxy } from '../support/cuttable-proxy.js';
import { type Fault, faultTest, skipFault } from '../support/fault-log.js';
import { Client, incidentBody, openDesk } from '../support/desk.js';
import { freePort } from '../support/server-process.js';

describe('a store that does not answer', () => {
  const away: Fault = {
    id: 'event-server-away',
    fault: 'EventStoreDB is away at the start',
    does: 'nobody listens at its address',
    holds: 'is named by /health/ready, and commands get 503 with Retry-After',
  };
  const startWithout = async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'evidesk-away-'));
    const nobody = await freePort();
    const config = loadConfig({
      EVIDESK_DATA: dataDir,
      EVENTSTORE_URL: `esdb://127.0.0.1:${nobody}?tls=false`,
      MONGODB_URL: '',
      PORT: '0',
      EVIDESK_LOG_LEVEL: 'silent',
    });
    const server = await startServer(config);
    try {
      const tokens = await LocalTokens.open(dataDir, 3_600);
      const client = new Client(server.url, await tokens.issue({ sub: 'x', roles: ['service_desk'] }));
      const { body } = await client.get('/health/ready').expect(503);
      expect(body.checks).toEqual(
        expect.arrayContaining([
          expect.objectContaining({ name: 'event-store', ok: false }),
          expect.objectContaining({ name: 'read-store', ok: true }),
        ]),
      );
      await client.get('/health/live').expect(200);
      const refused = await client.post('/v1/incidents', incidentBody()).expect(503);
      expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
      expect(refused.body).toMatchObject({ code: 'store.unavailable', status: 503 });
    } finally {
      await server.close();
      await rm(dataDir, { recursive: true, force: true });
    }
    return {};
  };
  faultTest(away, startWithout, 60_000);

  resumes('MongoDB', 'MONGODB_URL', 27_017);
  resumes('EventStoreDB', 'EVENTSTORE_URL', 2_113);
});

/** The server is cut off and joined again in the middle of work. */
function resumes(name: string, variable: 'MONGODB_URL' | 'EVENTSTORE_URL', defaultPort: number): void {
  const url = process.env[variable];
  const fault: Fault = {
    id: `cut-off-${name.toLowerCase()}`,
    fault: `${name} is cut off and comes back`,
    does: 'every connection to it is closed while the desk works, and none is taken until it is joined again',
    holds: `resumes by itself when ${name} is back`,
  };
  if (url === undefined && process.env['REQUIRE_SERVERS'] !== '1') return skipFault(fault, `${variable} is not set`);
  faultTest(fault, () => cutOff(variable, url, defaultPort), 120_000);
}

async function cutOff(variable: string, url: string | undefined, defaultPort: number) {
  if (url === undefined) throw new Error(`${variable} is not set`);
  const target = new URL(url);
  const proxy = new CuttableProxy(await freePort(), {
    host: target.hostname,
    port: target.port === '' ? defaultPort : Number(target.port),
  });
  await proxy.join();
  target.host = `127.0.0.1:${proxy.port}`;
  const desk = await openDesk({ [variable]: target.toString() });
  try {
    const staff = await desk.as('service_desk');
    await staff.post('/v1/incidents', incidentBody()).expect(201);
    await proxy.cut();
    await until(async () => (await staff.get('/health/ready')).status === 503);
    await proxy.join();
    await until(async () => (await staff.get('/health/ready')).status === 200);
    const { body } = await staff.post('/v1/incidents', incidentBody()).expect(201);
    await until(async () => (await staff.get(`/v1/incidents/${body.id}`)).status === 200);
    return {};
  } finally {
    await desk.close();
    await proxy.cut();
  }
}

async function until(reached: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!(await reached())) {
    if (Date.now() > deadline) throw new Error('it did not come to that');
    await sleep(100);
  }
}
