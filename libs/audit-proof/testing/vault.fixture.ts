import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EventStore, type NewEvent, openSqliteEventStore } from '@evidesk/event-store';
import { type Clock, type CommandMetadata, type RecordedEvent, START } from '@evidesk/kernel';
import Database from 'better-sqlite3';
import { SealRecorder } from '../src/sealing/seal-recorder.js';
import { SealKeyFile } from '../src/seals/seal-key-file.js';
import { type Verification, verifyStore, type VerifyStoreOptions } from '../src/verification/verify-store.js';

/** A clock that is a second further each time. */
export class TickingClock implements Clock {
  private ms = Date.parse('2026-11-21T08:00:00.000Z');

  now(): string {
    this.ms += 1_000;
    return new Date(this.ms).toISOString();
  }
}

export const clock = new TickingClock();

export function metadata(): CommandMetadata {
  const id = randomUUID();
  const now = clock.now();
  return {
    commandId: id,
    correlationId: id,
    actor: { id: 'agent-7', roles: ['service_desk'] },
    occurredAt: now,
    recordedAt: now,
  };
}

export function newEvent(text: string): NewEvent {
  return {
    type: 'test.noted.v1',
    data: { text, 优先级: 2 },
    metadata: { eventId: randomUUID(), schemaVersion: 1, ...metadata() },
  };
}

/** A folder with an event store and a key, and the power to tamper with both. */
export class Vault {
  readonly folder = mkdtempSync(join(tmpdir(), 'evidesk-seals-'));
  readonly file = join(this.folder, 'events.db');
  readonly keyFile = new SealKeyFile(join(this.folder, 'seal.key'));

  /** Opens the store for writing, lets `use` have it, and closes it. */
  async write<T>(use: (store: EventStore, recorder: SealRecorder) => Promise<T>): Promise<T> {
    const store = openSqliteEventStore({ file: this.file, mode: 'write' });
    try {
      return await use(store, this.recorder(store));
    } finally {
      await store.close();
    }
  }

  recorder(store: EventStore, keyFile = this.keyFile, maxEvents = 8): SealRecorder {
    return new SealRecorder({ eventStore: store, keyFile, clock, maxEvents });
  }

  /** Appends events to streams in this order, one each, and seals them. */
  async record(streams: readonly string[], { seal = true } = {}): Promise<void> {
    await this.write(async (store, recorder) => {
      for (const stream of streams) await store.append(stream, [newEvent(`in ${stream}`)], 'any');
      if (seal) await recorder.sealNow(metadata());
    });
  }

  async events(): Promise<readonly RecordedEvent[]> {
    const store = openSqliteEventStore({ file: this.file, mode: 'read' });
    try {
      const all: RecordedEvent[] = [];
      for await (const event of store.readAll({ after: START })) all.push(event);
      return all;
    } finally {
      await store.close();
    }
  }

  /** Changes the file behind everyone's back. */
  tamper(change: (db: Database.Database) => void): void {
    const db = new Database(this.file);
    try {
      db.exec('DROP INDEX IF EXISTS events_by_stream; DROP INDEX IF EXISTS events_by_id');
      change(db);
    } finally {
      db.close();
    }
  }

  /** @param keepsText false: as a store that gives out events only parsed */
  async verify(options: Partial<VerifyStoreOptions> = {}, keepsText = true): Promise<Verification> {
    const eventStore = openSqliteEventStore({ file: this.file, mode: 'read' });
    if (!keepsText) Object.assign(eventStore, { readStored: undefined });
    try {
      return await verifyStore({ eventStore, consecutive: true, rootsOnThreadFrom: 0, ...options });
    } finally {
      await eventStore.close();
    }
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
