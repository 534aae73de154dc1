import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeHistory } from './history.js';
import { report } from './programs.js';

/** A data folder with a history, and the ids of some of its incidents in `ids.json`. */
const [, , folder = '', incidents = ''] = process.argv;
mkdirSync(folder, { recursive: true });
const { events, ids } = await writeHistory(join(folder, 'events.db'), Number(incidents));
const every = Math.max(1, Math.floor(ids.length / 1_000));
writeFileSync(join(folder, 'ids.json'), JSON.stringify(ids.filter((_id, index) => index % every === 0)));
report({ events });
process.disconnect();
