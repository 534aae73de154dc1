import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { eventsFile, viewsFile } from '@evidesk/worker';
import Database from 'better-sqlite3';
import { deskEnvironment } from '../support/desk-environment.js';
import { faultTest } from '../support/fault-log.js';
import { type FaultyDesk, faultyDesk } from '../support/faulty-desk.js';
import { flipBytes } from '../support/flip-bytes.js';
import { caughtUp } from '../support/verify-desk.js';

const EVIDESK = fileURLToPath(new URL('../../apps/cli/bin/evidesk.js', import.meta.url));
const RECORDS = 12;
const EXIT_DAMAGED = 6;
const MARK = 'Mail can not be sent since this morning';

/** Where bytes are flipped, and how many. */
type Place = (desk: FaultyDesk) => { readonly from: number; readonly count: number };

const PLACES: readonly (readonly [id: string, what: string, place: Place])[] = [
  ['header', 'the header of the file', () => ({ from: 0, count: 100 })],
  ['index', 'the index of events by stream', (desk) => ({ from: pageOf(desk, 'events_by_stream'), count: 4_096 })],
  ['table', 'the root page of the events', (desk) => ({ from: pageOf(desk, 'events'), count: 4_096 })],
  ['text', 'one letter of one event', (desk) => ({ from: lastOf(desk, '"system":"ledger"') + 11, count: 1 })],
  ['cell', 'the form of one event', (desk) => ({ from: lastOf(desk, '"externalRef"'), count: 2 })],
  ['unbuilt', 'the same, and the views are lost', (desk) => ({ from: lastOf(desk, '"externalRef"'), count: 2 })],
];

describe('a damaged page of the event file', () => {
  faultTest(
    {
      id: 'damaged-page',
      fault: 'a page of events.db is damaged while the desk is down',
      does: `bytes are flipped, in a copy of the folder each: ${PLACES.map(([, what]) => what).join('; ')}`,
      holds:
        'is refused at the start, or the stream is refused with 503 store.damaged; evidesk names the file, exit code 6',
    },
    async () => {
      const whole = await faultyDesk();
      const copies: string[] = [];
      try {
        await whole.server.start();
        for (let record = 0; record < RECORDS; record += 1) await whole.ledger.one();
        await caughtUp(whole.config);
        await whole.server.stop();
        const seen: Record<string, string> = {};
        for (const [id, what, place] of PLACES) {
          const folder = mkdtempSync(join(tmpdir(), 'evidesk-damaged-'));
          copies.push(folder);
          cpSync(whole.config.dataDir, folder, { recursive: true });
          seen[id] = await damaged(whole, folder, what, place);
        }
        // What is damaged in one event is no reason to refuse the others.
        expect([seen['text'], seen['cell']]).toEqual(Array(2).fill(`1 of ${RECORDS} streams refused`));
        expect(seen['unbuilt']).toBe('refused at the start');
        return seen;
      } finally {
        await whole.dispose();
        for (const folder of copies) rmSync(folder, { recursive: true, force: true });
      }
    },
    240_000,
  );
});

/** Damages a copy of the folder and starts a desk on it; how that was found out. */
async function damaged(whole: FaultyDesk, folder: string, what: string, place: Place): Promise<string> {
  const desk = await faultyDesk({ dataDir: folder });
  try {
    const { from, count } = place(desk);
    expect(from).toBeGreaterThanOrEqual(0);
    flipBytes(eventsFile(desk.config), from, count);
    if (what.includes('views'))
      for (const log of ['', '-wal', '-shm']) rmSync(viewsFile(desk.config) + log, { force: true });
    expectNamed(folder, ['doctor', '--deep']);
    if (what.includes('letter')) expectNamed(folder, ['verify']);
    desk.server.spawn();
    // It listens already while its views begin to be built.
    const begun = what.includes('views') ? [] : [desk.server.ready().catch(() => undefined)];
    const code = await Promise.race([desk.server.ended(), ...begun]);
    if (typeof code === 'number') {
      expect(code).not.toBe(0);
      expect(desk.server.output).toMatch(/event store .*events\.db is damaged/);
      return 'refused at the start';
    }
    return await refusedAtReading(desk, whole);
  } finally {
    await desk.dispose();
  }
}

/** Every incident is given out as it was, or refused by a code that says why; and the desk is not ready any more. */
async function refusedAtReading(desk: FaultyDesk, whole: FaultyDesk): Promise<string> {
  const codes = new Map<string, number>();
  for (const { id } of whole.ledger.entries) {
    const answer = await desk.ledger.send(`/v1/incidents/${id}/history`);
    const body = (await answer?.json()) as { readonly code?: string };
    if (answer?.status === 200) expect(JSON.stringify(body)).toContain(MARK);
    else expect([answer?.status, body.code]).toEqual([503, 'store.damaged']);
    const comment = await desk.ledger.send(`/v1/incidents/${id}/comments`, { body: { text: 'still there?' } });
    const { code } = (await comment?.json()) as { readonly code?: string };
    expect([200, 503]).toContain(comment?.status);
    if (code !== undefined) codes.set(code, (codes.get(code) ?? 0) + 1);
  }
  expect([...codes.keys()]).toEqual(['store.damaged']);
  const ready = await fetch(`${desk.server.url}/health/ready`);
  expect(ready.status).toBe(503);
  expect(JSON.stringify(await ready.json())).toContain('is damaged');
  return `${codes.get('store.damaged')} of ${whole.ledger.entries.length} streams refused`;
}

/** What an operator is told. */
function expectNamed(folder: string, command: readonly string[]): void {
  const env = deskEnvironment({ EVIDESK_DATA: folder, EVENTSTORE_URL: '', MONGODB_URL: '' });
  const { status, stdout, stderr } = spawnSync(process.execPath, [EVIDESK, ...command], { env, encoding: 'utf8' });
  expect([command, status, stdout + stderr]).toEqual([
    command,
    EXIT_DAMAGED,
    expect.stringMatching(/events\.db|incident-/),
  ]);
}

function pageOf({ config }: FaultyDesk, name: string): number {
  const db = new Database(eventsFile(config), { readonly: true });
  try {
    const page = db.prepare('SELECT rootpage FROM sqlite_schema WHERE name = ?').pluck().get(name) as number;
    return (page - 1) * (db.pragma('page_size', { simple: true }) as number);
  } finally {
    db.close();
  }
}

const lastOf = ({ config }: FaultyDesk, text: string): number => readFileSync(eventsFile(config)).lastIndexOf(text);
