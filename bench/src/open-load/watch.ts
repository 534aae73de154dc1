import { readFileSync } from 'node:fs';
import type { DeskClient } from '../desk-client.js';

const EVERY_MS = 1_000;
const MINUTE_MS = 60_000;
/** Memory is judged once caches and heaps have had time to fill: some minutes. */
const WARM_UP = 1 / 2;

/** What was seen of a server over a time. */
export interface Watched {
  readonly rssMiB: number;
  readonly rssPeakMiB: number;
  /** In the middle of the time. */
  readonly rssHalfTimeMiB: number;
  /** How fast memory grew in the second half of the time: least squares. */
  readonly rssMiBPerMinute: number;
  /** The largest lag of a runner, in seconds. */
  readonly lagSeconds: number;
}

interface Runner {
  readonly lagSeconds: number | null;
}

/** Looks at a server's memory and at its runners every second, until it is told to stop. */
export function watch(pid: number, client: DeskClient): { stop(): Promise<Watched> } {
  const samples: { readonly at: number; readonly rss: number }[] = [];
  let lagSeconds = 0;
  let looking = Promise.resolve();
  const look = async (): Promise<void> => {
    samples.push({ at: performance.now(), rss: rssOf(pid) });
    const runners = await client.json<{ readonly items: readonly Runner[] }>('/v1/system/runners');
    for (const { lagSeconds: lag } of runners?.items ?? []) lagSeconds = Math.max(lagSeconds, lag ?? 0);
  };
  const timer = setInterval(() => {
    looking = looking.then(look);
  }, EVERY_MS);
  return {
    stop: async () => {
      clearInterval(timer);
      await looking;
      const rss = samples.map((sample) => sample.rss);
      const judged = samples.slice(Math.floor(samples.length * WARM_UP));
      return {
        rssMiB: rss.at(-1) ?? 0,
        rssPeakMiB: Math.max(0, ...rss),
        rssHalfTimeMiB: judged[0]?.rss ?? 0,
        rssMiBPerMinute: slope(judged) * MINUTE_MS,
        lagSeconds,
      };
    },
  };
}

/** Resident memory in MiB; 0 where the system does not tell. */
function rssOf(pid: number): number {
  if (process.platform !== 'linux') return 0;
  const line = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(line?.[1] ?? 0) / 1_024;
}

function slope(samples: readonly { readonly at: number; readonly rss: number }[]): number {
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [at, rss] = [mean(samples.map((sample) => sample.at)), mean(samples.map((sample) => sample.rss))];
  const above = samples.reduce((sum, sample) => sum + (sample.at - at) * (sample.rss - rss), 0);
  const below = samples.reduce((sum, sample) => sum + (sample.at - at) ** 2, 0);
  return below === 0 ? 0 : above / below;
}
