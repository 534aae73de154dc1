import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '@evidesk/platform';
import type { INestApplicationContext } from '@nestjs/common';
import { HealthServer } from './health-server.js';
import { runWorker } from './run-worker.js';

describe('health of a worker', () => {
  let dataDir: string;
  let worker: INestApplicationContext | undefined;
  const start = async (settings: Readonly<Record<string, string>>) => {
    const config = loadConfig({ EVIDESK_DATA: dataDir, EVIDESK_LOG_LEVEL: 'silent', ...settings });
    worker = await runWorker(config, 'write');
    return worker.get(HealthServer);
  };
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'evidesk-worker-'));
  });
  afterEach(async () => {
    await worker?.close();
    await rm(dataDir, { recursive: true, force: true });
  });

  it('is told on the port that is set, and nothing else is', async () => {
    const { url } = await start({ EVIDESK_WORKER_PORT: '0' });
    const get = (path: string, init?: RequestInit) => fetch(`${url}${path}`, init);
    expect(await (await get('/health/live')).json()).toEqual({ status: 'ok' });
    const ready = await get('/health/ready');
    expect(ready.status).toBe(200);
    const { checks } = (await ready.json()) as { readonly checks: readonly object[] };
    expect(checks).toContainEqual({ name: 'event-store', ok: true });
    expect((await get('/v1/incidents')).status).toBe(404);
    expect((await get('/health/live', { method: 'POST', body: '{}' })).status).toBe(405);
    await worker?.close();
    await expect(get('/health/live')).rejects.toThrow();
  });

  it('is told nowhere without a port', async () => {
    expect((await start({})).url).toBeUndefined();
  });
});
