import { createReadStream } from 'node:fs';
import { open, readFile, stat } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { StoreLocked } from '@evidesk/event-store';
import { CommandExecutor } from '@evidesk/executor';
import {
  importCsv,
  type ImportSummary,
  loadShippedMapping,
  MAPPING_HEADER,
  parseMapping,
  type RejectedRow,
  toMappingHeader,
} from '@evidesk/imports';
import { CLOCK, type Config } from '@evidesk/platform';
import { ProfileRegistry } from '@evidesk/profiles';
import { CommandBus } from '@nestjs/cqrs';
import type { Command } from 'commander';
import { CliError } from '../cli-error.js';
import type { Cli } from '../cli.js';
import { openDesk } from '../desk.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { type Progress, progress } from '../progress.js';
import { ServerClient } from '../server-client.js';

/** What is imported, and how it is read. */
interface Job {
  readonly file: string;
  /** A mapping that ships … */
  readonly shipped?: string;
  /** … or one of the operator's own. */
  readonly yaml?: string;
  readonly zone?: string;
}

const HELP = `
Reads CSV, plain or gzipped (.gz), row by row. Rows that can not be taken over are named with their line and reason on
standard error (with --json as lines of JSON); the exit code is 3 then. The last line is the summary. Run again, with
the same file or a longer one, it goes on where it ended. Goes through the running server, if there is one.`;

/** `evidesk import …`: histories of other desks. */
export function registerImport(root: Command, cli: Cli): void {
  const group = root
    .command('import')
    .summary('import the history of another desk')
    .description('Imports the history of another desk.');
  const zoned = (command: Command) =>
    command.option('--zone <zone>', "IANA zone of times without an offset, in place of the mapping's");
  cli.command<[string, { readonly zone?: string }]>(
    group,
    'servicenow <file>',
    'the audit log of a ServiceNow incident table (CSV)',
    (command) =>
      zoned(command)
        .description('Imports the audit log of a ServiceNow incident table (CSV).')
        .addHelpText('after', HELP),
    (file, { zone }) => run(cli, { file, shipped: 'servicenow', ...(zone !== undefined && { zone }) }),
  );
  cli.command<[string, { readonly mapping: string; readonly zone?: string }]>(
    group,
    'csv <file>',
    'any audit log or event log (CSV), by a mapping',
    (command) =>
      zoned(command.requiredOption('--mapping <map.yaml>', 'says which column means what; mappings/ has examples'))
        .description('Imports any audit log or event log (CSV), by a mapping.')
        .addHelpText('after', HELP),
    async (file, { mapping, zone }) => {
      const yaml = await readFile(mapping, 'utf8');
      parseMapping(yaml);
      return run(cli, { file, yaml, ...(zone !== undefined && { zone }) });
    },
  );
}

async function run(cli: Cli, job: Job): Promise<ExitCode | undefined> {
  const config = cli.config();
  const { size } = await stat(job.file);
  const bar = progress(cli, 'rows');
  const onReject = (row: RejectedRow) => {
    if (cli.json) cli.print(JSON.stringify(row));
    else
      cli.io.stderr.write(
        `line ${row.line}${row.case === undefined ? '' : ` (${row.case})`}: ${row.reason} [${row.code}]\n`,
      );
  };
  const summary = await here(cli, config, job, bar, onReject)
    .catch((error: unknown) => {
      if (!(error instanceof StoreLocked)) throw error;
      return there(config, job, size, error, bar, onReject);
    })
    .finally(() => bar.end());
  cli.print(JSON.stringify(summary));
  return summary.rejected > 0 ? EXIT.refused : undefined;
}

/** In this process. */
async function here(
  cli: Cli,
  config: Config,
  job: Job,
  bar: Progress,
  onReject: (row: RejectedRow) => void,
): Promise<ImportSummary> {
  const mapping = job.yaml === undefined ? await loadShippedMapping(job.shipped ?? '') : parseMapping(job.yaml);
  const desk = await openDesk(cli, config);
  try {
    const { app, eventStore } = desk;
    const summary = await importCsv(await rowsOf(job.file), {
      mapping,
      ports: { bus: app.get(CommandBus, { strict: false }), executor: app.get(CommandExecutor), eventStore },
      profile: app.get(ProfileRegistry).inForce(config.profile),
      clock: app.get(CLOCK),
      onReject,
      onProgress: ({ rows }) => bar.report(rows, 0),
      ...(job.zone !== undefined && { zone: job.zone }),
    });
    await desk.viewsCurrent(await eventStore.head());
    return summary;
  } finally {
    await desk.close();
  }
}

/** By the server that has the event store. */
async function there(
  config: Config,
  { file, shipped, yaml, zone }: Job,
  size: number,
  locked: StoreLocked,
  bar: Progress,
  onReject: (row: RejectedRow) => void,
): Promise<ImportSummary> {
  const client = await ServerClient.for(config, 'importer', locked);
  const query = new URLSearchParams({
    ...(shipped !== undefined && { mapping: shipped }),
    ...(zone !== undefined && { zone }),
  });
  const body = Readable.toWeb(createReadStream(file)) as ReadableStream;
  const response = await client.post(`/v1/imports?${query.toString()}`, body, {
    'content-type': (await isGzip(file)) ? 'application/gzip' : 'text/csv',
    'content-length': String(size),
    ...(yaml !== undefined && { [MAPPING_HEADER]: toMappingHeader(yaml) }),
  });
  if (response.body === null) throw new CliError('the server sent no answer', EXIT.failed, 'server.no-answer');
  let summary: ImportSummary | undefined;
  for await (const line of createInterface({ input: Readable.fromWeb(response.body as never) })) {
    const said = JSON.parse(line) as Line;
    if ('error' in said) throw failureOf(said.error);
    if ('progress' in said) bar.report(said.progress.rows, 0);
    else if ('rows' in said) summary = said;
    else onReject(said);
  }
  if (summary === undefined)
    throw new CliError(
      'the server broke off; the same import goes on from there',
      EXIT.unavailable,
      'server.broke-off',
    );
  return summary;
}

function failureOf({ code, detail }: { readonly code: string; readonly detail: string }): CliError {
  if (code === 'store.unavailable') return new CliError(detail, EXIT.unavailable, code);
  return new CliError(detail, code === 'internal' ? EXIT.failed : EXIT.refused, code);
}

type Line =
  | RejectedRow
  | ImportSummary
  | { readonly progress: ImportSummary }
  | { readonly error: { readonly code: string; readonly detail: string } };

async function rowsOf(file: string): Promise<Readable> {
  const input = createReadStream(file);
  if (!(await isGzip(file))) return input;
  const unzipped = createGunzip();
  input.once('error', (error) => unzipped.destroy(error));
  return input.pipe(unzipped);
}

async function isGzip(file: string): Promise<boolean> {
  const handle = await open(file, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
  } finally {
    await handle.close();
  }
}
