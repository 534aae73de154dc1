import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { loadConfig, LocalTokens } from '@evidesk/platform';
import { openEventStore, openKeyStore, openReadStore, openSealed, VIEWS } from '@evidesk/worker';
import { incidentBody } from '../support/desk.js';
import { freePort, ServerProcess } from '../support/server-process.js';
import { dumpViews, rebuildViews, verifyChains } from '../support/views.js';

const ROUNDS = 3;
const WRITERS = 16;

describe('kill -9 under a load of commands', () => {
  it('loses nothing that was acknowledged, breaks no chain, and leaves views that equal a rebuild', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'evidesk-kill-'));
    const server = new ServerProcess(await freePort(), { EVIDESK_DATA: dataDir, EVENTSTORE_URL: '', MONGODB_URL: '' });
    const tokens = await LocalTokens.open(dataDir, 3_600);
    const token = await tokens.issue({ sub: 'load', roles: ['service_desk'] });
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const acknowledged = new Map<string, { classified: boolean }>();

    const post = (path: string, body: object) =>
      fetch(`${server.url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    const writer = async (stopped: () => boolean) => {
      while (!stopped()) {
        try {
          const recorded = await post('/v1/incidents', incidentBody());
          const { id } = (await recorded.json()) as { id: string };
          if (recorded.status !== 201) continue;
          acknowledged.set(id, { classified: false });
          const classified = await post(`/v1/incidents/${id}/classification`, {});
          if (classified.status === 200) acknowledged.set(id, { classified: true });
        } catch {
          // The server was killed: what it did not acknowledge may be there or not.
          await sleep(20);
        }
      }
    };

    for (let round = 0; round < ROUNDS; round += 1) {
      await server.start();
      let stopped = false;
      const writers = Array.from({ length: WRITERS }, () => writer(() => stopped));
      await sleep(400 + 350 * round);
      await server.kill();
      stopped = true;
      await Promise.all(writers);
    }

    await server.start();
    for (const [id, { classified }] of acknowledged) {
      const body = await eventually(`${server.url}/v1/incidents/${id}`, headers);
      if (classified) expect(body['stage']).toBe('initial_support');
    }
    await server.stop();

    const config = loadConfig({ EVIDESK_DATA: dataDir });
    const [stored, views] = [openEventStore(config, 'write'), openReadStore(config)];
    const events = openSealed(stored, openKeyStore(config));
    await views.define(VIEWS);
    expect(await verifyChains(stored)).toBeGreaterThan(acknowledged.size);
    const live = await dumpViews(views);
    await rebuildViews(events, views);
    expect(await dumpViews(views)).toEqual(live);
    expect(acknowledged.size).toBeGreaterThan(ROUNDS * WRITERS);
    await Promise.all([events.close(), views.close()]);
    await rm(dataDir, { recursive: true, force: true });
  }, 180_000);
});

/** The document, once its view has caught up. */
async function eventually(url: string, headers: Readonly<Record<string, string>>): Promise<Record<string, unknown>> {
  const deadline = Date.now() + 20_000;
  for (;;) {
    const response = await fetch(url, { headers });
    if (response.status === 200) return (await response.json()) as Record<string, unknown>;
    if (Date.now() > deadline) throw new Error(`${url} answers ${response.status}`);
    await sleep(50);
  }
}
