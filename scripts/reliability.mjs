#!/usr/bin/env node
// `npm run reliability`: tries every fault (test/faults) and writes what came of it into docs/reliability.md.
//   EVIDESK_FAULT_ROUNDS=100 npm run reliability       more rounds of the faults that come at random
//   npm run reliability -- --only-write                the page alone, from the results of earlier runs
//   npm run reliability -- test/faults/kill-nine       some tests alone; the other rows stay as they were
// A row without a result of this tree stays too, unless all were tried.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';

const root = fileURLToPath(new URL('..', import.meta.url));
const results = join(root, 'node_modules', '.cache', 'evidesk', 'faults');
const page = join(root, 'docs', 'reliability.md');
const [BEGIN, END] = ['<!-- results: written by `npm run reliability` -->', '<!-- end of results -->'];

function run(paths) {
  const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
  const flags = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
  const tests = paths.length > 0 ? paths : ['test/faults'];
  const options = { cwd: root, stdio: 'inherit', env: { ...process.env, EVIDESK_FAULTS: 'all' } };
  return spawnSync(process.execPath, [...flags, jest, '--maxWorkers=1', ...tests], options).status ?? 1;
}

const inCell = (text) => String(text).replaceAll('|', '\\|').replaceAll('\n', ' ');
const seenIn = (seen) =>
  Object.entries(seen)
    .map(([name, value]) => `${name} ${typeof value === 'number' ? value.toLocaleString('en') : value}`)
    .join(', ');

function row({ fault, does, holds, outcome, seen, seconds, at }) {
  const tried = outcome === 'held' || outcome === 'failed';
  const result = tried ? `**${outcome}** (${seconds} s, ${at.slice(0, 10)})` : outcome;
  return `| ${[fault, does, holds, seenIn(seen), result].map(inCell).join(' | ')} |`;
}

/** The rows of the page as it is, by their fault. */
function rowsOf(text) {
  const lines = text.split('\n').filter((line) => line.startsWith('| '));
  const rows = lines.map((line) => line.replace(/ +/g, ' ')).slice(2);
  return new Map(rows.map((line) => [line.split(' | ')[0].slice(2), line]));
}

function table(earlier) {
  const files = existsSync(results) ? readdirSync(results).filter((name) => name.endsWith('.json')) : [];
  const faults = files.map((name) => JSON.parse(readFileSync(join(results, name), 'utf8')));
  if (faults.length === 0) throw new Error('no fault was tried yet: npm run reliability');
  const machine = `Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, ${process.platform}.`;
  const head = ['| Fault | What was done | What must hold | Seen | Result |', '| --- | --- | --- | --- | --- |'];
  const rows = new Map([...earlier, ...faults.map((result) => [inCell(result.fault), row(result)])]);
  const sorted = [...rows].sort(([one], [other]) => one.localeCompare(other, 'en')).map(([, line]) => line);
  return [BEGIN, '', machine, '', ...head, ...sorted, '', END].join('\n');
}

const given = process.argv.slice(2);
const status = given.includes('--only-write') ? 0 : run(given);
const before = readFileSync(page, 'utf8');
const [start, end] = [before.indexOf(BEGIN), before.indexOf(END)];
if (start < 0 || end < start) throw new Error(`${page} has lost its marks`);
const earlier = given.length > 0 ? rowsOf(before.slice(start, end)) : new Map();
const text = before.slice(0, start) + table(earlier) + before.slice(end + END.length);
writeFileSync(page, await format(text, { ...(await resolveConfig(page)), parser: 'markdown' }));
process.exit(status);
