import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { EVENT_STORE, type EventStore, openSqliteEventStore, STORED_EVENTS } from '@evidesk/event-store';
import { START } from '@evidesk/kernel';
import { loadConfig, LocalTokens, VIEW_PROGRESS, type ViewProgress } from '@evidesk/platform';
import { READ_STORE, type ReadStore } from '@evidesk/read-store';
import { eventsFile, PROJECTIONS } from '@evidesk/worker';
import { newEvent } from '../../libs/event-store/src/contract/harness.js';
import { incidentBody, openDesk } from '../support/desk.js';
import { deskEnvironment } from '../support/desk-environment.js';
import { freePort, ServerProcess } from '../support/server-process.js';
import { dumpViews, rebuildViews, verifyChains } from '../support/views.js';

const CLI = fileURLToPath(new URL('../../apps/cli/bin/evidesk.js', import.meta.url));
const WRITERS = 4;
const ENOUGH = 30;
const LOOKED_AT = 3;

interface Said {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

describe('backup beside a server that takes commands', () => {
  let root: string;
  const servers: ServerProcess[] = [];
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'evidesk-backup-'));
  });
  afterEach(async () => {
    for (const server of servers.splice(0)) await server.kill();
    await rm(root, { recursive: true, force: true });
  });

  const evidesk = (dataDir: string, argv: readonly string[], meanwhile?: (kill: () => void) => Promise<void>) =>
    run(dataDir, [process.execPath, CLI, ...argv], meanwhile);
  const run = async (
    dataDir: string,
    [program = '', ...argv]: readonly string[],
    meanwhile?: (kill: () => void) => Promise<void>,
  ) => {
    const env = deskEnvironment({ EVIDESK_DATA: dataDir, EVENTSTORE_URL: '', MONGODB_URL: '' });
    const child = spawn(program, argv, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let [out, err] = ['', ''];
    child.stdout.on('data', (text) => (out += String(text)));
    child.stderr.on('data', (text) => (err += String(text)));
    const closed = once(child, 'close') as Promise<[number | null]>;
    await meanwhile?.(() => child.kill('SIGKILL'));
    const [code] = await closed;
    return { code, out, err } satisfies Said;
  };
  const serverOn = async (dataDir: string) => {
    const settings = { EVIDESK_DATA: dataDir, EVENTSTORE_URL: '', MONGODB_URL: '' };
    const server = new ServerProcess(await freePort(), settings);
    servers.push(server);
    return server;
  };

  it('has every command acknowledged before it began; restored, chains verify and views equal a rebuild', async () => {
    const data = join(root, 'data');
    const server = await serverOn(data);
    await server.start();
    const tokens = await LocalTokens.open(data, 3_600);
    const token = await tokens.issue({ sub: 'load', roles: ['service_desk'] });
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const post = (url: string, body: string | object, type = 'application/json') =>
      fetch(url, {
        method: 'POST',
        headers: { ...headers, 'content-type': type },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      });
    const acknowledged: string[] = [];
    const refused: number[] = [];
    let stopped = false;
    const writers = Array.from({ length: WRITERS }, async () => {
      while (!stopped) {
        const recorded = await post(`${server.url}/v1/incidents`, incidentBody());
        if (recorded.status !== 201) refused.push(recorded.status);
        const { id } = (await recorded.json()) as { id: string };
        const attach = `${server.url}/v1/incidents/${id}/attachments?name=a.txt&mediaType=text/plain`;
        const attached = await post(attach, `file of ${id}`, 'application/octet-stream');
        if (attached.status !== 201) refused.push(attached.status);
        acknowledged.push(id);
      }
    });
    while (acknowledged.length < ENOUGH) await sleep(50);
    const before = [...acknowledged];
    const { code, out, err } = await evidesk(data, ['backup', join(root, 'kept'), '--json']);
    const after = acknowledged.length;
    stopped = true;
    await Promise.all(writers);
    expect([code, err, refused]).toEqual([0, '', []]);
    expect(after).toBeGreaterThan(before.length);
    await server.kill();

    const { backup, manifest } = JSON.parse(out) as {
      readonly backup: string;
      readonly manifest: { readonly events: { readonly count: number }; readonly leftOut: readonly { name: string }[] };
    };
    // A file of a desk that is not declared would be here: see DATA_FILES.
    expect(manifest.leftOut.map(({ name }) => name)).toEqual(['views.db']);
    const restored = join(root, 'restored');
    expect(await evidesk(restored, ['restore', '--check', backup, '--json'])).toMatchObject({ code: 0, err: '' });
    expect(await evidesk(restored, ['restore', backup, '--json'])).toMatchObject({ code: 0, err: '' });
    const second = await serverOn(restored);
    await second.start();
    for (const id of before.slice(0, LOOKED_AT)) {
      const url = `${second.url}/v1/incidents/${id}/attachments`;
      const { items } = (await eventually(url, headers)) as { items: readonly { sha256: string }[] };
      const file = await fetch(`${second.url}/v1/attachments/${items[0]?.sha256 ?? ''}`, { headers });
      expect(await file.text()).toBe(`file of ${id}`);
    }
    const more = await post(`${second.url}/v1/incidents/${before[0] ?? ''}/classification`, {});
    expect(more.status).toBe(200);
    await second.stop();

    const desk = await openDesk({ EVIDESK_DATA: restored, EVENTSTORE_URL: '', MONGODB_URL: '' });
    const { app } = desk.server;
    const [events, views] = [app.get<EventStore>(EVENT_STORE), app.get<ReadStore>(READ_STORE)];
    const progress = app.get<ViewProgress>(VIEW_PROGRESS);
    const head = await events.head();
    for (const { name } of PROJECTIONS) expect(await progress.waitFor(name, head, 60_000)).toBe(true);
    expect(await verifyChains(app.get<EventStore>(STORED_EVENTS))).toBeGreaterThan(manifest.events.count);
    const attached = new Set<string>();
    for await (const { type, stream } of events.readAll({ after: START }))
      if (type === 'incident.attachment-added') attached.add(stream);
    expect(before.filter((id) => !attached.has(`incident-${id}`))).toEqual([]);
    const live = await dumpViews(views);
    await rebuildViews(events, views);
    expect(await dumpViews(views)).toEqual(live);
    await desk.close();
  }, 180_000);

  it('leaves none when the disk is full or it is killed, says so the next time, and refuses a restore under a running server', async () => {
    const data = join(root, 'data');
    await mkdir(data);
    const kept = join(root, 'kept');
    const store = openSqliteEventStore({ file: eventsFile(loadConfig({ EVIDESK_DATA: data })), mode: 'write' });
    for (let n = 0; n < 100; n += 1) await store.append(`test-${n}`, [newEvent({ text: 'x'.repeat(4_000) })], 'absent');
    await store.close();
    // A file may grow to 200 kB: writing fails in the midst of the events, as on a full disk.
    const bounded = ['bash', '-c', 'trap "" XFSZ; ulimit -f 200; exec "$@"', 'bounded', process.execPath, CLI];
    expect(await run(data, [...bounded, 'backup', kept])).toMatchObject({
      code: 1,
      err: expect.stringContaining(`writing into ${kept} failed: disk I/O error`),
    });
    expect(await readdir(kept)).toEqual([]);
    const killed = await evidesk(data, ['backup', kept], async (kill) => {
      while ((await readdir(kept).catch(() => [])).length === 0) await sleep(2);
      kill();
    });
    expect(killed.code).toBeNull();
    const [partial = ''] = await readdir(kept);
    expect(partial).toMatch(/^evidesk-.*\.partial$/);
    expect(await evidesk(join(root, 'new'), ['restore', join(kept, partial)])).toMatchObject({
      code: 6,
      err: expect.stringContaining('holds no whole backup: manifest.json is not there'),
    });
    const next = await evidesk(data, ['backup', kept]);
    expect(next).toMatchObject({ code: 0, err: expect.stringContaining(`${partial} in ${kept} was cut short`) });
    const backup = next.out.split('\n')[0] ?? '';
    // What `evidesk serve` leaves while it runs; this process lives.
    await writeFile(join(data, 'server.json'), JSON.stringify({ url: 'http://127.0.0.1:1', pid: process.pid }));
    expect(await evidesk(data, ['restore', backup])).toMatchObject({
      code: 4,
      err: expect.stringContaining(`a server runs on ${data} (process ${process.pid}`),
    });
    await rm(join(data, 'server.json'));
    expect(await evidesk(data, ['restore', backup])).toMatchObject({
      code: 3,
      err: expect.stringContaining('is not empty'),
    });
  }, 180_000);
});

/** The document, once its view has caught up and there is something in it. */
async function eventually(url: string, headers: Readonly<Record<string, string>>): Promise<unknown> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const response = await fetch(url, { headers });
    const body = (await response.json()) as { readonly items?: readonly object[] };
    if (response.status === 200 && (body.items?.length ?? 0) > 0) return body;
    if (Date.now() > deadline) throw new Error(`${url} answers ${response.status}`);
    await sleep(50);
  }
}
