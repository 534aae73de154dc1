import { existsSync } from 'node:fs';
import { checkSqliteEventFile, type EventStore, StoreDamaged } from '@evidesk/event-store';
import { StoreUnavailable } from '@evidesk/kernel';
import { type Config, SystemClock } from '@evidesk/platform';
import type { ReadStore } from '@evidesk/read-store';
import { parked } from '@evidesk/runtime';
import { eventsFile, openEventStore, openReadStore, PROCESSES, PROJECTIONS, VIEWS, viewsFile } from '@evidesk/worker';
import type { Cli } from '../cli.js';
import { knownRunners } from '../commands/runners.js';
import { runningServer } from '../server-file.js';
import { fail, type Finding, ok, warn } from './finding.js';
import { checkCalendars } from './check-calendars.js';
import { checkChains } from './check-chains.js';

/** The stores and what is in them. */
export async function checkStores(cli: Cli, config: Config, deep: boolean): Promise<readonly Finding[]> {
  if (config.eventStoreUrl === undefined && !existsSync(eventsFile(config))) {
    return [warn('event store', 'none yet: the first start makes it')];
  }
  return guarded('event store', async () => {
    const events = await openEventStore(config, 'read');
    try {
      const head = await events.head();
      const findings = [
        ok('event store', `reachable, last position ${head === '' ? '–' : head}`),
        await checkServer(config),
      ];
      if (deep && config.eventStoreUrl === undefined)
        findings.push(...(await guarded('event file', async () => [checkFile(eventsFile(config))])));
      findings.push(...(await guarded('hash chains', async () => [await checkChains(cli, events, deep)])));
      findings.push(...(await checkCalendars(events, config.profile, new SystemClock().now())));
      findings.push(...(await checkViews(config, events)));
      return findings;
    } finally {
      await events.close();
    }
  });
}

function checkFile(file: string): Finding {
  checkSqliteEventFile(file);
  return ok('event file', 'tables and indexes agree');
}

async function checkServer(config: Config): Promise<Finding> {
  const server = await runningServer(config);
  return server === undefined
    ? ok('server', 'none runs on this data folder')
    : ok('server', `${server.url} (process ${server.pid})`);
}

async function checkViews(config: Config, eventStore: EventStore): Promise<readonly Finding[]> {
  if (config.mongoUrl === undefined && !existsSync(viewsFile(config))) return [warn('read store', 'none yet')];
  return guarded('read store', async () => {
    const readStore = await openReadStore(config);
    try {
      await readStore.ping();
      await readStore.define(VIEWS);
      return [
        ok('read store', 'reachable'),
        ...(await checkRunners(eventStore, readStore)),
        await checkParked(readStore),
      ];
    } finally {
      await readStore.close();
    }
  });
}

async function checkRunners(eventStore: EventStore, readStore: ReadStore): Promise<readonly Finding[]> {
  const runners = await knownRunners({ eventStore, readStore });
  if (runners.length === 0) return [warn('runners', 'none has run yet')];
  const failing = runners.filter(({ alive, lastError }) => alive && lastError !== null);
  const behind = runners.filter((runner) => runner.behind).map(({ name }) => name);
  const idle = runners.filter(({ alive }) => !alive).map(({ name }) => name);
  const findings = failing.map(({ name, lastError }) => warn(`runner ${name}`, String(lastError)));
  if (idle.length === runners.length) findings.push(ok('runners', 'none runs now: no server is up'));
  else if (idle.length > 0) findings.push(warn('runners', `not running: ${idle.join(', ')}`));
  else findings.push(ok('runners', `${runners.length} run`));
  if (behind.length > 0) findings.push(warn('views', `behind: ${behind.join(', ')}`));
  else findings.push(ok('views', 'all current'));
  return findings;
}

async function checkParked(readStore: ReadStore): Promise<Finding> {
  const counts: string[] = [];
  for (const { name } of [...PROJECTIONS, ...PROCESSES]) {
    const events = parked(readStore, name)[Symbol.asyncIterator]();
    let count = 0;
    while ((await events.next()).done !== true) count += 1;
    if (count > 0) counts.push(`${name} ${count}`);
  }
  return counts.length === 0
    ? ok('parked events', 'none')
    : warn('parked events', `${counts.join(', ')}: see evidesk parked`);
}

/** A store that is away or damaged is a finding, not the end of the look round. */
async function guarded(name: string, look: () => Promise<readonly Finding[]>): Promise<readonly Finding[]> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof StoreDamaged) return [{ ...fail(name, error.message), damage: true }];
    if (!(error instanceof StoreUnavailable)) throw error;
    const why = error.cause instanceof Error ? `: ${error.cause.message}` : '';
    return [fail(name, `${error.message}${why}`)];
  }
}
