import { START } from '@evidesk/kernel';
import { keepHeap, SystemClock } from '@evidesk/platform';
import { type RebuildResult, rebuildView } from '@evidesk/runtime';
import { PROJECTIONS, runtimeLogger } from '@evidesk/worker';
import type { Command } from 'commander';
import { CliError } from '../cli-error.js';
import type { Cli } from '../cli.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { progress } from '../progress.js';
import { type Stores, withStores } from '../reading.js';
import { table } from '../table.js';

const NAMES = PROJECTIONS.map(({ name }) => name).sort();

const HELP = `
Views: ${NAMES.join(', ')}

Replays all events into a new generation beside the one in use, and swaps them when it has caught up: queries never see
a half-built view. Works beside a running server, and without one.`;

/** `evidesk rebuild`: views anew from the events. */
export function registerRebuild(root: Command, cli: Cli): void {
  cli.command<[string]>(
    root,
    'rebuild <view>',
    'build a view, or all, anew from the events',
    (command) =>
      command.description('Builds a view anew from the events; `all` builds every one.').addHelpText('after', HELP),
    async (view) => {
      if (view !== 'all' && !NAMES.includes(view)) {
        throw new CliError(`there is no view ${view}: ${NAMES.join(', ')}, all`, EXIT.notFound, 'view.not-found');
      }
      return withStores(cli.config(), (stores) => rebuild(cli, stores, view === 'all' ? NAMES : [view]));
    },
  );
}

async function rebuild(cli: Cli, stores: Stores, names: readonly string[]): Promise<ExitCode | undefined> {
  keepHeap('small');
  const results: ({ readonly view: string } & RebuildResult)[] = [];
  const total = await countEvents(stores);
  for (const projection of PROJECTIONS) {
    if (!names.includes(projection.name)) continue;
    const bar = progress(cli, projection.name);
    const logger = runtimeLogger(cli.logger());
    const onProgress = ({ events }: { readonly events: number }) => bar.report(events, Math.max(total, events));
    const result = await rebuildView(projection, { ...stores, clock: new SystemClock(), logger, onProgress });
    bar.end();
    results.push({ view: projection.name, ...result });
  }
  cli.result(results, () =>
    table(
      ['view', 'events', 'generation', 'parked'],
      results.map(({ view, events, generation, parked }) => [view, `${events}`, `${generation}`, `${parked}`]),
    ),
  );
  return results.some(({ parked }) => parked > 0) ? EXIT.failed : undefined;
}

async function countEvents({ eventStore }: Stores): Promise<number> {
  const position = await eventStore.head();
  // Positions of the embedded store count events; those of others do not, and the bar then counts up.
  return position !== START && /^\d+$/.test(position) ? Number(position) : 0;
}
