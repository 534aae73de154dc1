import { StoreLocked } from '@evidesk/event-store';
import { type Command } from 'commander';
import { CliError } from '../cli-error.js';
import type { Cli } from '../cli.js';
import { type DemoOptions, demoInWords, playDemo } from '../demo-month.js';
import { withDemoOptions } from '../demo-options.js';
import { openDesk } from '../desk.js';
import { EXIT } from '../exit-codes.js';

const HELP = `
A month as a desk lives it: calls and alerts, quick fixes, escalations to the second and third line, changes that are
made, refused and rolled back, waiting, duplicates, scores, and some of everything still open. Deterministic by seed;
loading the same month again changes nothing. The embedded store must not be in use: with a server, start that by
\`evidesk serve --demo\`.`;

/** `evidesk demo`: a simulated month. */
export function registerDemo(root: Command, cli: Cli): void {
  cli.command<[DemoOptions]>(
    root,
    'demo',
    'load a month of simulated incidents',
    (command) =>
      withDemoOptions(command)
        .description('Loads a month of simulated incidents into the data folder.')
        .addHelpText('after', HELP),
    async (options) => {
      const desk = await openDesk(cli, cli.config()).catch((error: unknown) => {
        if (!(error instanceof StoreLocked)) throw error;
        const who = error.pid === undefined ? 'another process' : `process ${error.pid}`;
        const message = `${error.file} is in use by ${who}: stop that, or start the server as \`evidesk serve --demo\``;
        throw new CliError(message, EXIT.unavailable, 'store.locked', { cause: error });
      });
      try {
        const run = await playDemo(cli, desk.app, options);
        await desk.viewsCurrent(await desk.eventStore.head());
        cli.result(run, () => demoInWords(run));
        return run.refused.length > 0 ? EXIT.refused : undefined;
      } finally {
        await desk.close();
      }
    },
  );
}
