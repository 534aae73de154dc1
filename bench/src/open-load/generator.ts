import { readFileSync } from 'node:fs';
import { createHistogram } from 'node:perf_hooks';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { report } from '../programs.js';
import { requestMix } from './mix.js';
import { RawConnection } from './raw-connection.js';

/** What to send, and for how long. */
export interface OpenLoad {
  readonly url: string;
  readonly token: string;
  /** File with the ids of incidents, as JSON. */
  readonly ids: string;
  readonly month: string;
  readonly seconds: number;
  /** Requests a second, come what may; 0: as many as the connections can, one after the other. */
  readonly perSecond: number;
  readonly connections: number;
  /** What finds no free connection for so long after it was due is given up, as callers would; else it waits. */
  readonly patienceMs?: number;
  readonly seed: number;
}

/** What came of it. Latencies in milliseconds, from the instant at which a request was due, of those carried out. */
export interface OpenLoadAnswer {
  readonly sent: number;
  readonly carriedOut: number;
  readonly putOff: number;
  /** Other answers, by status; 0 for broken connections. */
  readonly failed: Readonly<Record<string, number>>;
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
  /** How many were due and could not be sent in time, since every connection waited for an answer. */
  readonly unsent: number;
}

const LONGEST_US = 300_000_000;
const TICK_MS = 1;
const CONNECT_MS = 2_000;
const DRAIN_MS = 10_000;

const load = JSON.parse(process.argv[2] ?? '{}') as OpenLoad;
report(await run(load));
process.disconnect();

/** Sends at a fixed rate, however slow the answers: what is late in being sent counts from when it was due. */
async function run({
  url,
  token,
  ids,
  month,
  seconds,
  perSecond,
  connections,
  patienceMs = Infinity,
  seed,
}: OpenLoad): Promise<OpenLoadAnswer> {
  const { hostname, port, host } = new URL(url);
  const next = requestMix({ host, token, month, ids: JSON.parse(readFileSync(ids, 'utf8')) as readonly string[] });
  const generator = xoroshiro128plus(seed);
  const random = (): number => uniformFloat64(generator);
  const idle = Array.from({ length: connections }, () => new RawConnection(hostname, Number(port)));
  const all = [...idle];
  // Connections are there before the load, as a proxy's are: a busy server takes on new ones only one by one.
  for (const connection of all) connection.connect();
  await new Promise((resolve) => setTimeout(resolve, CONNECT_MS));
  const histogram = createHistogram({ lowest: 1, highest: LONGEST_US, figures: 3 });
  const counts = { sent: 0, carriedOut: 0, putOff: 0 };
  const failed: Record<string, number> = {};
  const start = performance.now();
  const end = start + seconds * 1_000;

  const send = (connection: RawConnection, dueAt: number): void => {
    counts.sent += 1;
    connection.send(next(random), (status) => {
      idle.push(connection);
      if (status === 200 || status === 201) {
        counts.carriedOut += 1;
        histogram.record(Math.min(LONGEST_US, Math.max(1, Math.round((performance.now() - dueAt) * 1_000))));
      } else if (status === 503) counts.putOff += 1;
      else failed[status] = (failed[status] ?? 0) + 1;
      work();
    });
  };
  const dueAt = (index: number): number => start + (index / perSecond) * 1_000;
  let due = 0;
  const work = (): void => {
    const now = performance.now();
    if (now >= end) return;
    while (perSecond > 0 && dueAt(due) < now - patienceMs) due += 1;
    while (idle.length > 0 && (perSecond === 0 || dueAt(due) <= now)) {
      // In turn, so that all are used.
      send(idle.shift() as RawConnection, perSecond === 0 ? now : dueAt(due));
      due += 1;
    }
  };
  const timer = setInterval(work, TICK_MS);
  work();
  await new Promise((resolve) => setTimeout(resolve, seconds * 1_000));
  clearInterval(timer);
  const unsent = perSecond === 0 ? 0 : Math.max(0, Math.floor(seconds * perSecond) - counts.sent);
  const drained = performance.now() + DRAIN_MS;
  while (idle.length < all.length && performance.now() < drained) await new Promise((done) => setTimeout(done, 10));
  for (const connection of all) connection.close();
  const ms = (percentile: number): number => histogram.percentile(percentile) / 1_000;
  return {
    ...counts,
    failed,
    unsent,
    perSecond: counts.carriedOut / seconds,
    p50: ms(50),
    p99: ms(99),
    p999: ms(99.9),
    max: histogram.max / 1_000,
  };
}
