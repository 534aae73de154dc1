import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openSqliteEventStore } from '@evidesk/event-store';
import { DeskClient } from '../desk-client.js';
import { type Running, runProgram, startServer } from '../processes.js';
import type { Result } from '../result.js';
import { table } from '../table.js';
import type { OpenLoad, OpenLoadAnswer } from './generator.js';
import { type Watched, watch } from './watch.js';

const OPEN_INCIDENTS = 50_000;
const CONNECTIONS = 512;
const PROBE_CONNECTIONS = 64;
/** Of what the desk can do at the most. */
const STEADY_SHARE = 0.6;
const OVERLOAD = 3;
/** Callers that find no connection for so long go away; what they would have waited is none of the desk's. */
const PATIENCE_MS = 100;
const MOST_P99_OVERLOADED_MS = 1_000;
const MOST_GROWTH_MIB_PER_MINUTE = 5;
/** In less time than this, memory says nothing of growth. */
const LONG_ENOUGH_MINUTES = 10;

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    incidents: { type: 'string', default: String(OPEN_INCIDENTS) },
  },
});
const minutes = Number(values.minutes);
const incidents = Number(values.incidents);
if (!(minutes > 0) || !(incidents >= 1)) {
  console.error('npm run bench:load -- [--minutes 10] [--incidents 50000]');
  process.exit(2);
}

const folder = mkdtempSync(join(tmpdir(), 'evidesk-load-'));
try {
  const results = await measure();
  console.log(`\n${table(results)}\n`);
  console.log(
    `Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}; generator on the same machine.`,
  );
  const kept = join(import.meta.dirname, '../../results');
  mkdirSync(kept, { recursive: true });
  writeFileSync(join(kept, 'load.json'), `${JSON.stringify(results, undefined, 2)}\n`);
  if (results.some(({ ok }) => ok === false)) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function measure(): Promise<readonly Result[]> {
  const say = (what: string): void => console.error(`${(performance.now() / 1_000).toFixed(0)} s: ${what}`);
  say(`${incidents} open incidents are written`);
  await runProgram('open-load/prepare-open', folder, String(incidents));
  const server = await startServer('desk-server', folder);
  const client = await DeskClient.of(server.url, folder, 'incident_manager', 'service_desk');
  const operator = await DeskClient.of(server.url, folder, 'process_admin');
  try {
    say('the views catch up');
    await untilQuiet(client);
    const load = loader(server, client.token);
    say('what the desk can do is measured');
    await load({ perSecond: 0, connections: PROBE_CONNECTIONS, seconds: 5 });
    const probe = await load({ perSecond: 0, connections: PROBE_CONNECTIONS, seconds: 10 });
    await untilQuiet(client);
    const rate = Math.round(probe.perSecond * STEADY_SHARE);
    say(`${rate} requests a second for ${minutes} minutes`);
    const watching = watch(server.pid, operator);
    const steady = await load({ perSecond: rate, connections: CONNECTIONS, seconds: minutes * 60 });
    const watched = await watching.stop();
    const over = Math.round(probe.perSecond * OVERLOAD);
    const seconds = Math.min(60, Math.max(10, minutes * 6));
    say(`${over} requests a second for ${seconds} s`);
    const overloaded = watch(server.pid, operator);
    const shed = await load({ perSecond: over, connections: CONNECTIONS, patienceMs: PATIENCE_MS, seconds });
    const after = await overloaded.stop();
    return [...capacity(probe), ...steadily(steady, rate, watched), ...overload(shed, over, probe, after)];
  } finally {
    client.close();
    operator.close();
    await server.stop();
  }
}

function loader({ url }: Running, token: string) {
  let seed = 0;
  const month = new Date().toISOString().slice(0, 7);
  return (what: Pick<OpenLoad, 'perSecond' | 'connections' | 'seconds' | 'patienceMs'>): Promise<OpenLoadAnswer> => {
    seed += 1;
    const load: OpenLoad = { url, token, ids: join(folder, 'ids.json'), month, seed, ...what };
    return runProgram<OpenLoadAnswer>('open-load/generator', JSON.stringify(load));
  };
}

function capacity({ perSecond, p50, p99, failed }: OpenLoadAnswer): readonly Result[] {
  assertNothingFailed(failed);
  return [{ name: 'at the most, 64 connections', value: perSecond, unit: 'requests/s', note: quantiles({ p50, p99 }) }];
}

function steadily(answer: OpenLoadAnswer, rate: number, watched: Watched): readonly Result[] {
  assertNothingFailed(answer.failed);
  const { perSecond, p50, p99, p999, max, putOff } = answer;
  const isLong = minutes >= LONG_ENOUGH_MINUTES;
  const growth = watched.rssMiBPerMinute;
  return [
    { name: `${rate} a second, carried out`, value: perSecond, unit: 'requests/s', note: `${putOff} put off` },
    { name: '… latency from when it was due, p50', value: p50, unit: 'ms' },
    { name: '… p99', value: p99, unit: 'ms' },
    { name: '… p99.9', value: p999, unit: 'ms', note: `longest ${max.toFixed(0)} ms` },
    { name: '… runners behind, at the most', value: watched.lagSeconds, unit: 's' },
    { name: '… memory at the end', value: watched.rssMiB, unit: 'MiB', note: `peak ${watched.rssPeakMiB.toFixed(0)}` },
    {
      name: '… memory growth',
      value: growth,
      unit: 'MiB/min',
      ...(isLong && { goal: `≤ ${MOST_GROWTH_MIB_PER_MINUTE}`, ok: growth <= MOST_GROWTH_MIB_PER_MINUTE }),
      note: isLong
        ? `second half of the time, from ${watched.rssHalfTimeMiB.toFixed(0)} MiB`
        : `too short to judge: ${LONG_ENOUGH_MINUTES} minutes or more`,
    },
  ];
}

function overload(answer: OpenLoadAnswer, rate: number, probe: OpenLoadAnswer, watched: Watched): readonly Result[] {
  assertNothingFailed(answer.failed);
  const { perSecond, p50, p99, p999, putOff, sent, unsent } = answer;
  const ratio = perSecond / probe.perSecond;
  return [
    {
      name: `${rate} a second (overload), carried out`,
      value: perSecond,
      baseline: probe.perSecond,
      unit: 'requests/s',
      ratio,
      goal: '≥ 0.5',
      ok: ratio >= 0.5,
      note: `${putOff} of ${sent} put off with 503; ${unsent} could not be sent`,
    },
    {
      name: '… p99 of what was carried out',
      value: p99,
      unit: 'ms',
      goal: `≤ ${MOST_P99_OVERLOADED_MS}`,
      ok: p99 <= MOST_P99_OVERLOADED_MS && putOff > 0,
      note: `p50 ${p50.toFixed(0)}, p99.9 ${p999.toFixed(0)} ms`,
    },
    { name: '… memory at the end', value: watched.rssMiB, unit: 'MiB', note: `peak ${watched.rssPeakMiB.toFixed(0)}` },
  ];
}

// A function, and no constant: the measuring above begins before this line is reached.
function quantiles({ p50, p99 }: { readonly p50: number; readonly p99: number }): string {
  return `p50 ${p50.toFixed(1)}, p99 ${p99.toFixed(1)} ms`;
}

function assertNothingFailed(failed: OpenLoadAnswer['failed']): void {
  if (Object.keys(failed).length > 0) throw new Error(`requests failed, by status: ${JSON.stringify(failed)}`);
}

/** Waits until the views have taken in all that there is. */
async function untilQuiet(client: DeskClient): Promise<void> {
  const store = openSqliteEventStore({ file: join(folder, 'events.db'), mode: 'read' });
  for (let head = ''; head !== (await store.head());) {
    head = await store.head();
    await client.untilViewsReach(head);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
  await store.close();
}
