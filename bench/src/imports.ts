import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { runProgram } from './processes.js';
import { type Bench, median, type Result } from './result.js';

const LOG = fileURLToPath(new URL('../../test/real-data/servicenow-incidents-2016.csv.gz', import.meta.url));
const LEAST = 2_000;
const MOST_ROUNDS = 3;

/** What one run of the import program came to. */
export interface Imported {
  readonly rows: number;
  readonly rejected: number;
  readonly events: number;
  readonly seconds: number;
  /** Until the views had taken in everything. */
  readonly viewSeconds: number;
}

/**
 * Rows of the real log that are taken over a second, as `evidesk import` does it: parsed, mapped, decided, appended and on
 * disk. The log is repeated with other numbers until it is long enough. Against the same file once more, of which
 * everything is known.
 */
export async function imports({ folder, scale }: Bench): Promise<readonly Result[]> {
  const copies = scale.incidents >= 100_000 ? 4 : 1;
  const file = join(folder, 'log.csv');
  await writeFile(file, await repeated(copies));
  const first: Imported[] = [];
  const again: Imported[] = [];
  for (let round = 0; round < Math.min(scale.rounds, MOST_ROUNDS); round += 1) {
    const data = join(folder, `data-${round}`);
    first.push(await runProgram<Imported>('import-log', data, file));
    again.push(await runProgram<Imported>('import-log', data, file));
  }
  const rate = (runs: readonly Imported[]) => median(runs.map(({ rows, seconds }) => rows / seconds));
  const views = median(first.map(({ events, viewSeconds }) => events / viewSeconds));
  const { rows, events } = first[0] as Imported;
  if (again.some((run) => run.events > 0)) throw new Error('a second run wrote events');
  return [
    {
      name: 'import of a real log',
      value: rate(first),
      baseline: rate(again),
      ratio: rate(first) / rate(again),
      unit: 'rows/s',
      goal: `≥ ${LEAST.toLocaleString('en')} rows/s`,
      ok: rate(first) >= LEAST,
      note: `${rows.toLocaleString('en')} rows, ${events.toLocaleString('en')} events; views then take in ${Math.round(views).toLocaleString('en')} events/s; against a second run, which finds all done`,
    },
  ];
}

async function repeated(copies: number): Promise<string> {
  const [head = '', ...rows] = gunzipSync(await readFile(LOG))
    .toString()
    .trimEnd()
    .split('\n');
  const lines = [head];
  for (let copy = 0; copy < copies; copy += 1) for (const row of rows) lines.push(row.replace('INC', `INC${copy}`));
  return `${lines.join('\n')}\n`;
}
