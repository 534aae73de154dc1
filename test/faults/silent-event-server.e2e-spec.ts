import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServer } from '@evidesk/api';
import { openEventStoreDb } from '@evidesk/event-store';
import { START, StoreUnavailable } from '@evidesk/kernel';
import { loadConfig, LocalTokens } from '@evidesk/platform';
import { Client, incidentBody } from '../support/desk.js';
import { faultTest } from '../support/fault-log.js';
import { freePort } from '../support/server-process.js';

const DEADLINE_MS = 500;
const MOST_MS = 6 * DEADLINE_MS;
const metadata = {
  eventId: 'e',
  commandId: 'c',
  correlationId: 'c',
  schemaVersion: 1,
  actor: { id: 'a', roles: [] },
  occurredAt: '2026-01-01T00:00:00.000Z',
  recordedAt: '2026-01-01T00:00:00.000Z',
};

describe('an EventStoreDB that takes connections and never answers', () => {
  faultTest(
    {
      id: 'event-server-silent',
      fault: 'EventStoreDB is half-open: connections are taken, nothing is ever answered',
      does: 'every call of the adapter, and a desk that starts on it (a TCP server that reads and keeps silent stands in for EventStoreDB)',
      holds:
        'every call ends within its deadline; the desk is up, names the store, refuses commands, and can be stopped',
    },
    async () => {
      const silent = await silentServer();
      const url = `esdb://127.0.0.1:${silent.port}?tls=false`;
      const dataDir = await mkdtemp(join(tmpdir(), 'evidesk-silent-'));
      try {
        const slowestCallMs = await callsEnd(url);
        const server = await startServer(
          loadConfig({
            EVIDESK_DATA: dataDir,
            EVENTSTORE_URL: `${url}&defaultDeadline=${DEADLINE_MS}`,
            PORT: '0',
            EVIDESK_LOG_LEVEL: 'silent',
          }),
        );
        const tokens = await LocalTokens.open(dataDir, 3_600);
        const client = new Client(server.url, await tokens.issue({ sub: 'x', roles: ['service_desk'] }));
        const { body } = await client.get('/health/ready').expect(503);
        expect(body.checks).toContainEqual(expect.objectContaining({ name: 'event-store', ok: false }));
        const refused = await client.post('/v1/incidents', incidentBody()).expect(503);
        expect(refused.body).toMatchObject({ code: 'store.unavailable' });
        expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
        const start = performance.now();
        await server.close();
        const closedMs = Math.round(performance.now() - start);
        expect(closedMs).toBeLessThan(15_000);
        return { slowestCallMs, closedMs };
      } finally {
        await silent.close();
        await rm(dataDir, { recursive: true, force: true });
      }
    },
    90_000,
  );
});

/** The longest that a call took, in milliseconds. */
async function callsEnd(url: string): Promise<number> {
  const store = await openEventStoreDb({ connectionString: url, deadlineMs: DEADLINE_MS });
  const calls: readonly (() => Promise<unknown>)[] = [
    () => store.append('incident-1', [{ type: 't', data: {}, metadata }], 'any'),
    () => store.head(),
    () => store.ping(),
    () => firstOf(store.readStream('incident-1')),
    () => firstOf(store.readAll({ after: START })),
  ];
  let slowest = 0;
  for (const call of calls) {
    const start = performance.now();
    await expect(call()).rejects.toBeInstanceOf(StoreUnavailable);
    slowest = Math.max(slowest, performance.now() - start);
  }
  await store.close();
  expect(slowest).toBeLessThan(MOST_MS);
  return Math.round(slowest);
}

async function firstOf<T>(items: AsyncIterable<T>): Promise<T | undefined> {
  for await (const item of items) return item;
  return undefined;
}

async function silentServer(): Promise<{ readonly port: number; close(): Promise<void> }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.resume();
    socket.on('error', () => undefined);
  });
  const port = await freePort();
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    port,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
