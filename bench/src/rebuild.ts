import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { openSqliteEventStore } from '@evidesk/event-store';
import { queueProjection } from '@evidesk/incidents';
import { SystemClock } from '@evidesk/platform';
import { openSqliteReadStore } from '@evidesk/read-store';
import { rebuildView, type RuntimeLogger } from '@evidesk/runtime';
import { report } from './programs.js';

/** What rebuilding took. */
export interface Rebuilt {
  readonly events: number;
  readonly perSecond: number;
}

/** What rebuilding took a process that did nothing else. */
export interface RebuiltAlone extends Rebuilt {
  /** The most memory that the process ever had, in megabytes. */
  readonly megabytes: number;
}

const silent: RuntimeLogger = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** Builds the queue view from a file of events into a fresh read store. */
export async function rebuildQueue(events: string, views: string): Promise<Rebuilt> {
  const eventStore = openSqliteEventStore({ file: events, mode: 'read' });
  const readStore = openSqliteReadStore({ file: views });
  try {
    const start = performance.now();
    const rebuilt = await rebuildView(queueProjection, {
      eventStore,
      readStore,
      clock: new SystemClock(),
      logger: silent,
    });
    if (rebuilt.parked > 0) throw new Error(`${rebuilt.parked} events were parked`);
    return { events: rebuilt.events, perSecond: (rebuilt.events * 1_000) / (performance.now() - start) };
  } finally {
    await eventStore.close();
    await readStore.close();
  }
}

if (process.argv[1] === import.meta.filename) {
  const [, , history = '', folder = ''] = process.argv;
  // As `evidesk rebuild` does.
  setFlagsFromString('--heap-growing-percent=50');
  const rebuilt = await rebuildQueue(join(history, 'events.db'), join(folder, 'alone.db'));
  const answer: RebuiltAlone = { ...rebuilt, megabytes: process.resourceUsage().maxRSS / 1_024 };
  report(answer);
  process.disconnect();
}
