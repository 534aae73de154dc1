import { resolve } from 'node:path';
import { startServer } from '@evidesk/api';
import { type Config, SystemClock } from '@evidesk/platform';
import { openEventStore } from '@evidesk/worker';
import type { Command } from 'commander';
import type { Cli } from '../cli.js';
import { type DemoOptions, demoInWords, playDemo } from '../demo-month.js';
import { withDemoOptions } from '../demo-options.js';
import { removeServerFile, writeServerFile } from '../server-file.js';
import { stopped, type StopSignal, stopSignal } from '../stop-signal.js';
import { welcome } from '../welcome.js';

type Options = DemoOptions & { readonly demo?: boolean };

const HELP = `
Listens on HOST:PORT (127.0.0.1:3000) and keeps its data in EVIDESK_DATA (./data). Once it is ready it prints where it
listens and three commands to try. Warnings and worse
are logged as JSON lines on standard error, more when EVIDESK_LOG_LEVEL says so. SIGINT or SIGTERM ends it when what was
accepted is done.`;

/** `evidesk serve`: the server. */
export function registerServe(root: Command, cli: Cli): void {
  cli.command<[Options]>(
    root,
    'serve',
    'run the server',
    (command) =>
      withDemoOptions(command.option('--demo', 'load a month of simulated incidents, unless it is there'))
        .description('Runs the server: API, views and process managers in one process.')
        .addHelpText('after', HELP),
    async (options) => {
      const config = cli.config();
      const stop = stopSignal();
      try {
        await serve(cli, config, options, stop);
      } finally {
        stop.dispose();
      }
      return undefined;
    },
  );
}

async function serve(cli: Cli, config: Config, options: Options, { asked, closed }: StopSignal): Promise<void> {
  const clock = new SystemClock();
  // The thread of the views has no way to say things but the log; it shares this one's level.
  process.env['EVIDESK_LOG_LEVEL'] ??= 'warn';
  const eventStore = await openEventStore(config, 'write');
  const server = await startServer(config, { eventStore }, cli.logger()).catch(async (error: unknown) => {
    await eventStore.close();
    throw error;
  });
  const early = asked.aborted;
  try {
    await writeServerFile(config, { url: server.url, pid: process.pid, startedAt: clock.now() });
    await Promise.race([server.ready, stopped(asked)]);
    const month = options.demo === true && !asked.aborted ? await demo(cli, server.app, options, asked) : undefined;
    if (!asked.aborted) {
      const { url } = server;
      const listening = { url, docs: `${url}/docs`, dataDir: resolve(config.dataDir), pid: process.pid };
      cli.result(listening, () => welcome(url, config, month ?? clock.now().slice(0, 7)));
      await stopped(asked);
    }
  } finally {
    // Asked by a signal, the server closes itself.
    await (asked.aborted && !early ? closed : server.close());
    await removeServerFile(config);
  }
}

/** Answers the month that was loaded; none when it was broken off. */
async function demo(
  cli: Cli,
  app: Parameters<typeof playDemo>[1],
  options: Options,
  signal: AbortSignal,
): Promise<string | undefined> {
  cli.note('loading the demo month …');
  try {
    const run = await playDemo(cli, app, options, signal);
    cli.note(demoInWords(run));
    return run.month;
  } catch (error) {
    if (signal.aborted) return undefined;
    throw error;
  }
}
