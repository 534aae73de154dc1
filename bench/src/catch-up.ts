import { join } from 'node:path';
import Database from 'better-sqlite3';
import { writeHistory } from './history.js';
import { runProgram } from './processes.js';
import { type RebuiltAlone, rebuildQueue } from './rebuild.js';
import { alternate, atLeast, type Bench, type Result } from './result.js';

const INCIDENTS = 14_000;
const PAGE = 1_000;
const MOST_MEGABYTES = 300;

/**
 * Events a second while the queue view is rebuilt, against reading the same events from the same file and parsing their
 * data and metadata; then the queue view of the large history, in a process of its own.
 */
export async function catchUp({ folder, history, scale }: Bench): Promise<readonly Result[]> {
  const events = join(folder, 'events.db');
  const { events: count } = await writeHistory(events, INCIDENTS);
  const comparison = await alternate(
    scale.rounds,
    async () => readAndParse(events, count),
    async (round) => (await rebuildQueue(events, join(folder, `views-${round}.db`))).perSecond,
  );
  const alone = await runProgram<RebuiltAlone>('rebuild', history, folder);
  const { megabytes, perSecond } = alone;
  return [
    atLeast('projection catch-up', comparison, 0.4, 'events/s', `queue view, ${count.toLocaleString('en')} events`),
    {
      name: `memory to rebuild ${alone.events.toLocaleString('en')} events`,
      value: megabytes,
      unit: 'MB',
      goal: `< ${MOST_MEGABYTES}`,
      ok: megabytes < MOST_MEGABYTES,
      note: `${Math.round(perSecond).toLocaleString('en')} events/s`,
    },
  ];
}

function readAndParse(file: string, count: number): number {
  const db = new Database(file, { readonly: true });
  const page = db
    .prepare('SELECT position, data, metadata FROM events WHERE position > ? ORDER BY position LIMIT ?')
    .raw();
  const start = performance.now();
  let seen = 0;
  for (let after = 0; ;) {
    const rows = page.all(after, PAGE) as [number, string, string][];
    for (const [position, data, metadata] of rows) {
      if (typeof JSON.parse(data) === 'object' && typeof JSON.parse(metadata) === 'object') seen += 1;
      after = position;
    }
    if (rows.length < PAGE) break;
  }
  const rate = (seen * 1_000) / (performance.now() - start);
  db.close();
  if (seen !== count) throw new Error(`${seen} events instead of ${count}`);
  return rate;
}
