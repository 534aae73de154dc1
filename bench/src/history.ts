import { randomUUID } from 'node:crypto';
import { canonicalJson, genesisHash, linkHash, openSqliteEventStore } from '@evidesk/event-store';
import type { JsonObject, JsonValue } from '@evidesk/kernel';
import Database from 'better-sqlite3';
import { type Life, MODEL_NUMBER, MODEL_START, modelLives, type Step } from './lives.js';

/** The months over which a history spreads, however many incidents there are. */
const SPAN_MS = 24 * 30 * 86_400_000;
const START_MS = Date.parse('2024-10-01T00:00:00.000Z');
const LIVING_AT_ONCE = 500;
const ONE_OPEN_IN = 10;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** A month in the middle of every history. */
export const HISTORY_MONTH = '2025-10';

interface Living {
  readonly stream: number;
  readonly number: string;
  readonly startedAt: number;
  readonly steps: Life;
  revision: number;
  next: number;
  hash: string;
}

/** What was written. */
export interface Written {
  readonly events: number;
  readonly ids: readonly string[];
}

/** What a history is like that is not of two years with one incident in ten still open. */
export interface HistoryShape {
  readonly startMs: number;
  readonly spanMs: number;
  readonly oneOpenIn: number;
  /** At most so many steps of the life of one that is open. */
  readonly openSteps: number;
}

const TWO_YEARS: HistoryShape = { startMs: START_MS, spanMs: SPAN_MS, oneOpenIn: ONE_OPEN_IN, openSteps: Infinity };

/** Writes the lives of so many incidents, interleaved as they are at a desk; one in ten is still open at the end. */
export async function writeHistory(file: string, incidents: number, shape: HistoryShape = TWO_YEARS): Promise<Written> {
  // The store makes the file; the rows go in past it, so that preparing does not wait for the disk again and again.
  await openSqliteEventStore({ file, mode: 'write' }).close();
  const db = new Database(file);
  try {
    db.pragma('synchronous = OFF');
    db.pragma('cache_size = -262144');
    return new HistoryWriter(db, await modelLives(), incidents, shape).write();
  } finally {
    db.close();
  }
}

class HistoryWriter {
  private readonly ids: string[] = [];
  private living: Living[] = [];
  private position = 0;
  private readonly insertStream: Database.Statement;
  private readonly insertEvent: Database.Statement;

  constructor(
    private readonly db: Database.Database,
    private readonly lives: readonly Life[],
    private readonly incidents: number,
    private readonly shape: HistoryShape,
  ) {
    this.insertStream = db.prepare('INSERT INTO streams (id, name) VALUES (?, ?)');
    this.insertEvent = db.prepare('INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?)');
  }

  write(): Written {
    const round = this.db.transaction(() => {
      while (this.living.length < LIVING_AT_ONCE && this.ids.length < this.incidents) this.living.push(this.begin());
      for (const incident of this.living) this.advance(incident);
      this.living = this.living.filter(({ next, steps }) => next < steps.length);
    });
    do round();
    while (this.living.length > 0 || this.ids.length < this.incidents);
    return { events: this.position, ids: this.ids };
  }

  private begin(): Living {
    const index = this.ids.length;
    const id = randomUUID();
    this.ids.push(id);
    this.insertStream.run(index + 1, `incident-${id}`);
    const { startMs, spanMs, oneOpenIn, openSteps } = this.shape;
    const startedAt = startMs + Math.floor((index / this.incidents) * spanMs);
    const month = new Date(startedAt).toISOString().slice(0, 7).replace('-', '');
    const life = this.lives[index % this.lives.length] ?? [];
    const isOpen = index % oneOpenIn === 0;
    const steps = Math.min(openSteps, 1 + (index % (life.length - 1)));
    return {
      stream: index + 1,
      number: `INC-${month}-${String(index).padStart(6, '0')}`,
      startedAt,
      steps: isOpen ? life.slice(0, steps) : life,
      revision: -1,
      next: 0,
      hash: genesisHash(`incident-${id}`),
    };
  }

  private advance(incident: Living): void {
    const { startedAt, number, stream } = incident;
    const { after, actor, events } = incident.steps[incident.next] as Step;
    const commandId = randomUUID();
    const at = new Date(startedAt + after).toISOString();
    for (const { type, data } of events) {
      const eventId = randomUUID();
      const own = canonicalJson(relived(data, number, startedAt - MODEL_START));
      const ids = { eventId, commandId, correlationId: commandId };
      const metadata = canonicalJson({ ...ids, schemaVersion: 1, actor, occurredAt: at, recordedAt: at });
      incident.hash = linkHash(incident.hash, type, own, metadata);
      incident.revision += 1;
      this.position += 1;
      this.insertEvent.run(this.position, stream, incident.revision, eventId, type, incident.hash, own, metadata);
    }
    incident.next += 1;
  }
}

/** The data with another number, and its instants moved, those of its clocks too. */
function relived(data: JsonObject, number: string, shift: number): JsonObject {
  const inner = (value: JsonValue | undefined): JsonValue => {
    if (value === MODEL_NUMBER) return number;
    if (typeof value === 'string' && INSTANT.test(value)) return new Date(Date.parse(value) + shift).toISOString();
    if (Array.isArray(value)) return value.map(inner);
    return typeof value === 'object' && value !== null ? relived(value as JsonObject, number, shift) : (value ?? null);
  };
  return Object.fromEntries(Object.entries(data).map(([name, value]) => [name, inner(value)]));
}
