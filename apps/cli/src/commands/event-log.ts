import { existsSync } from 'node:fs';
import { extname } from 'node:path';
import { deskLog, LOG_FORMATS, type LogFormat, writeLog } from '@evidesk/process-mining';
import { type Command, Option } from 'commander';
import { CliError } from '../cli-error.js';
import type { Cli } from '../cli.js';
import { EXIT } from '../exit-codes.js';
import { progress } from '../progress.js';
import { withEvents } from '../reading.js';

interface Options {
  readonly format?: LogFormat;
}

/** What a file's name tells of its format. */
const BY_EXTENSION: Readonly<Record<string, LogFormat>> = {
  '.sqlite': 'ocel-sqlite',
  '.json': 'ocel-json',
  '.jsonocel': 'ocel-json',
  '.xes': 'xes',
};

const HELP = `
Formats: OCEL 2.0 as a SQLite file (.sqlite) or JSON (.json), XES (.xes, one trace an incident). Process-mining tools
open them: pm4py, Celonis, ProM, Disco. Free text and what names a reporter are left out; staff appear by their user id.

  evidesk event-log history.sqlite
  evidesk event-log history.xes`;

/** `evidesk event-log`: the history in the standard forms of process mining. */
export function registerEventLog(root: Command, cli: Cli): void {
  cli.command<[string, Options]>(
    root,
    'event-log <file>',
    'write the history for process-mining tools (OCEL 2.0, XES)',
    (command) =>
      command
        .description('Writes the whole history of incidents and change requests as an event log.')
        .addOption(new Option('--format <format>', 'where the file name does not tell it').choices([...LOG_FORMATS]))
        .addHelpText('after', HELP),
    async (file, options) => {
      const format = options.format ?? BY_EXTENSION[extname(file)];
      if (format === undefined)
        throw new CliError(`${file} does not tell its format: --format ${LOG_FORMATS.join('|')}`, EXIT.usage, 'usage');
      if (existsSync(file)) throw new CliError(`${file} exists`, EXIT.usage, 'usage');
      return withEvents(cli.config(), async (store) => {
        const bar = progress(cli, 'events');
        const head = await store.head();
        const total = /^\d+$/.test(head) ? Number(head) : 0;
        const onProgress = (events: number) => bar.report(events, Math.max(total, events));
        const written = await writeLog({ store, log: deskLog, format, file, onProgress });
        bar.end();
        cli.result({ file, format, ...written }, () => `${file}: ${written.events} events`);
        return undefined;
      });
    },
  );
}
