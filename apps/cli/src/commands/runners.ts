import { SystemClock } from '@evidesk/platform';
import { type RunnerDocument, RUNNERS } from '@evidesk/runtime';
import type { Command } from 'commander';
import type { Cli } from '../cli.js';
import { type Stores, withStores } from '../reading.js';
import { table } from '../table.js';

/** A status that was not renewed for this long is that of a process that has gone. */
const STALE_MS = 30_000;

/** A runner as its process told last, and whether that process is still there. */
export type KnownRunner = RunnerDocument & { readonly alive: boolean };

const HELP = `
Every projection and process manager: which process has it, how far it has got, what it has parked. "behind" is measured
against the event store as it is now. A runner whose status is older than half a minute runs nowhere.`;

/** `evidesk runners`: how the runners are doing. */
export function registerRunners(root: Command, cli: Cli): void {
  cli.command(
    root,
    'runners',
    'show how far every view and process manager has got',
    (command) =>
      command.description('Shows how far every view and process manager has got.').addHelpText('after', HELP),
    async () =>
      withStores(cli.config(), async (stores) => {
        const items = await knownRunners(stores);
        cli.result({ items }, () => (items.length === 0 ? 'no runner has run yet' : inColumns(items)));
        return undefined;
      }),
  );
}

/** All runners, by name. */
export async function knownRunners({
  eventStore,
  readStore,
}: Pick<Stores, 'eventStore' | 'readStore'>): Promise<readonly KnownRunner[]> {
  const head = await eventStore.head();
  const now = Date.parse(new SystemClock().now());
  const { items } = await readStore.find(RUNNERS, { limit: 1_000 });
  return items.map((item) => {
    const behind = item.behind || item.position < head;
    return { ...item, head, behind, alive: item.state !== 'stopped' && now - Date.parse(item.updatedAt) < STALE_MS };
  });
}

function inColumns(items: readonly KnownRunner[]): string {
  const rows = items.map(({ name, kind, state, alive, behind, position, parked, owner, lastError }) => [
    name,
    kind,
    alive ? state : 'not running',
    behind ? 'behind' : 'current',
    position,
    `${parked}`,
    lastError === null ? owner : `${owner}  ${lastError}`,
  ]);
  return table(['runner', 'kind', 'state', 'view', 'position', 'parked', 'process'], rows);
}
