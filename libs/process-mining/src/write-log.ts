import { createWriteStream, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { EventStore } from '@evidesk/event-store';
import { type Position, START } from '@evidesk/kernel';
import { OcelFile } from './adapters/ocel-sqlite/ocel-file.js';
import type { EventLog } from './event-log.js';
import { ocelJson } from './ocel-json.js';
import { xes } from './xes.js';

export const LOG_FORMATS = ['ocel-sqlite', 'ocel-json', 'xes'] as const;
export type LogFormat = (typeof LOG_FORMATS)[number];

export interface WriteLogOptions {
  readonly store: EventStore;
  readonly log: EventLog;
  readonly format: LogFormat;
  /** Where to; must not exist. */
  readonly file: string;
  /** Told now and then how many events are in. */
  onProgress?(events: number): void;
}

/**
 * Writes the history as it is now. The file appears when it is whole; memory does not grow with the history.
 * @returns how many events are in it, and up to which position it goes
 * @throws Error when the file exists; StoreUnavailable
 */
export async function writeLog(options: WriteLogOptions): Promise<{ events: number; position: Position }> {
  const { store, log, format, file, onProgress } = options;
  if (existsSync(file)) throw new Error(`${file} exists`);
  const folder = mkdtempSync(join(tmpdir(), 'evidesk-log-'));
  const part = `${file}.part`;
  rmSync(part, { force: true });
  const ocel = new OcelFile(format === 'ocel-sqlite' ? part : join(folder, 'log.sqlite'), log);
  let events = 0;
  let position = START;
  try {
    for await (const event of store.readAll({ after: START, filter: { streamPrefixes: log.streams } })) {
      const logged = log.log(event);
      position = event.position;
      if (logged === undefined) continue;
      ocel.add(logged);
      events += 1;
      if (events % 1_000 === 0) onProgress?.(events);
    }
    ocel.finish();
    if (format === 'ocel-json') await pipeline(Readable.from(ocelJson(ocel, log)), createWriteStream(part));
    if (format === 'xes') await pipeline(Readable.from(xes(ocel, log, log.caseType)), createWriteStream(part));
  } catch (error) {
    rmSync(part, { force: true });
    throw error;
  } finally {
    ocel.close();
    rmSync(folder, { recursive: true, force: true });
  }
  await rename(part, file);
  return { events, position };
}
