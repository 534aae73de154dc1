import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeHistory } from '../history.js';
import { report } from '../programs.js';

const HOUR_MS = 3_600_000;

/** A data folder with so many open incidents, all of the last hours, and their ids in `ids.json`. */
const [, , folder = '', incidents = ''] = process.argv;
mkdirSync(folder, { recursive: true });
const shape = { startMs: Date.now() - 2 * HOUR_MS, spanMs: HOUR_MS, oneOpenIn: 1, openSteps: 2 };
const { events, ids } = await writeHistory(join(folder, 'events.db'), Number(incidents), shape);
writeFileSync(join(folder, 'ids.json'), JSON.stringify(ids));
report({ events });
process.disconnect();
