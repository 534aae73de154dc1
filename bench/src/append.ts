import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { canonicalJson, type NewEvent, openSqliteEventStore } from '@evidesk/event-store';
import Database from 'better-sqlite3';
import { alternate, atLeast, type Bench, type Result } from './result.js';

const WRITERS = 64;
const EVENTS = 40_000;
const DATA_BYTES = 256;

const TABLE = `
  CREATE TABLE events (
    position INTEGER PRIMARY KEY, stream_id INTEGER NOT NULL, revision INTEGER NOT NULL, event_id TEXT NOT NULL,
    type TEXT NOT NULL, hash TEXT NOT NULL, data TEXT NOT NULL, metadata TEXT NOT NULL
  ) STRICT;`;
const CONSTRAINTS = `
  CREATE UNIQUE INDEX events_by_stream ON events (stream_id, revision);
  CREATE UNIQUE INDEX events_by_id ON events (event_id);`;

/**
 * Appends a second through the port by 64 writers, each waiting for its last append, against a bare loop that commits
 * rows of the same bytes 64 at a time, into the same columns under the same two unique constraints.
 */
export async function append({ folder, scale }: Bench): Promise<readonly Result[]> {
  const count = scale.rounds < 5 ? EVENTS / 2 : EVENTS;
  const compare = (constraints: string, name: string) =>
    alternate(
      scale.rounds,
      async (round) => bareLoop(join(folder, `${name}-bare-${round}.db`), makeEvents(count), constraints),
      (round) => throughPort(join(folder, `${name}-port-${round}.db`), makeEvents(count)),
    );
  const fair = await compare(CONSTRAINTS, 'fair');
  const { baseline, ratio } = await compare('', 'free');
  const bytes = metadataBytes();
  return [
    atLeast('append, 64 writers', fair, 0.7, 'events/s', `${DATA_BYTES} bytes of data, ${bytes} of metadata`),
    { name: '… against a table without its unique indexes', value: fair.value, baseline, ratio, unit: 'events/s' },
  ];
}

function bareLoop(file: string, events: readonly NewEvent[], constraints: string): number {
  const db = new Database(file);
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.exec(TABLE + constraints);
  const insert = db.prepare('INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?)');
  const hash = 'f'.repeat(64);
  // Written out beforehand: the loop is given finished rows, the port is given events.
  const rows = events.map(({ type, data, metadata }, index) => {
    return [
      index + 1,
      index % WRITERS,
      Math.floor(index / WRITERS),
      metadata.eventId,
      type,
      hash,
      canonicalJson(data),
      canonicalJson(metadata),
    ];
  });
  const batch = db.transaction((from: number) => {
    for (let at = from; at < Math.min(from + WRITERS, rows.length); at += 1) insert.run(...(rows[at] as unknown[]));
  });
  const start = performance.now();
  for (let from = 0; from < rows.length; from += WRITERS) batch.immediate(from);
  const rate = (rows.length * 1_000) / (performance.now() - start);
  db.close();
  return rate;
}

async function throughPort(file: string, events: readonly NewEvent[]): Promise<number> {
  const store = openSqliteEventStore({ file, mode: 'write' });
  const start = performance.now();
  const writer = async (which: number): Promise<void> => {
    let revision = -1;
    for (let at = which; at < events.length; at += WRITERS) {
      const result = await store.append(
        `incident-${which}`,
        [events[at] as NewEvent],
        revision === -1 ? 'absent' : revision,
      );
      revision = result.revision;
    }
  };
  await Promise.all(Array.from({ length: WRITERS }, (_, which) => writer(which)));
  const rate = (events.length * 1_000) / (performance.now() - start);
  await store.close();
  return rate;
}

function makeEvents(count: number): NewEvent[] {
  const at = new Date().toISOString();
  const actor = { id: 'user-service_desk', roles: ['service_desk'] };
  const text = 'x'.repeat(DATA_BYTES - '{"text":""}'.length);
  return Array.from({ length: count }, () => {
    const commandId = randomUUID();
    const ids = { eventId: randomUUID(), commandId, correlationId: commandId };
    const metadata = { ...ids, schemaVersion: 1, actor, occurredAt: at, recordedAt: at };
    return { type: 'incident.commented', data: { text }, metadata };
  });
}

function metadataBytes(): number {
  const [event] = makeEvents(1);
  return canonicalJson(event?.metadata ?? {}).length;
}
