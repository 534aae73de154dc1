import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runProgram } from './processes.js';
import { FULL, QUICK, type Result, type Scale } from './result.js';
import { table } from './table.js';

const NAMES = [
  'append',
  'command',
  'catch-up',
  'reads',
  'reports',
  'time-travel',
  'long-history',
  'snapshots',
  'calendars',
  'timers',
  'feeds',
  'observing',
  'simulate',
  'verify',
  'imports',
] as const;
const WITH_HISTORY: readonly string[] = ['catch-up', 'reads', 'time-travel'];
const USAGE = `node bench/dist/main.js [--quick] [--only ${NAMES.join('|')}]`;

const { values } = parseArgs({
  options: { quick: { type: 'boolean' }, only: { type: 'string', multiple: true }, help: { type: 'boolean' } },
});
const only = values.only ?? NAMES;
const unknown = only.find((name) => !(NAMES as readonly string[]).includes(name));
if (values.help === true || unknown !== undefined) {
  console.log(USAGE);
  process.exit(unknown === undefined ? 0 : 2);
}

const scale: Scale = values.quick === true ? QUICK : FULL;
const root = mkdtempSync(join(tmpdir(), 'evidesk-bench-'));
try {
  const results = await run();
  console.log(`\n${table(results)}\n`);
  console.log(
    `Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}. Each ratio is the median of ${scale.rounds} pairs.`,
  );
  const folder = join(import.meta.dirname, '../results');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'latest.json'), `${JSON.stringify(results, undefined, 2)}\n`);
  if (results.some(({ ok }) => ok === false)) process.exitCode = 1;
} finally {
  rmSync(root, { recursive: true, force: true });
}

/** Each benchmark in a process of its own, in a folder of its own. */
async function run(): Promise<readonly Result[]> {
  const history = join(root, 'history');
  if (only.some((name) => WITH_HISTORY.includes(name))) {
    await timed(`prepare ${scale.incidents} incidents`, () => runProgram('prepare', history, String(scale.incidents)));
  }
  const results: Result[] = [];
  for (const name of NAMES.filter((candidate) => only.includes(candidate))) {
    const folder = join(root, name);
    mkdirSync(folder);
    const argument = JSON.stringify({ name, bench: { scale, folder, history } });
    results.push(...(await timed(name, () => runProgram<readonly Result[]>('one', argument))));
    rmSync(folder, { recursive: true, force: true });
  }
  return results;
}

async function timed<T>(what: string, task: () => Promise<T>): Promise<T> {
  const start = performance.now();
  const answer = await task();
  console.error(`${what}: ${((performance.now() - start) / 1_000).toFixed(0)} s`);
  return answer;
}
