import 'reflect-metadata';
import { Command, CommanderError } from 'commander';
import { Cli } from './cli.js';
import { EXIT, type ExitCode, exitCodeTable } from './exit-codes.js';
import { type Io, processIo } from './io.js';
import { reportFailure } from './report-failure.js';

/** Carries out one command line (without `node` and the script) and sets the process's exit code. */
export async function main(argv: readonly string[]): Promise<void> {
  // Whoever reads no further (`| head`) has what he wanted.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit();
  });
  process.exitCode = await run(argv, processIo());
}

/** Carries out one command line and answers its exit code. */
export async function run(argv: readonly string[], io: Io): Promise<ExitCode> {
  const cli = new Cli(io, argv.includes('--json'));
  try {
    const root = program(cli);
    await register(root, cli, argv);
    await root.parseAsync(argv, { from: 'user' });
    return cli.code;
  } catch (error) {
    // Commander has said it already.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    return reportFailure(cli, error);
  }
}

function program(cli: Cli): Command {
  const { stdout, stderr } = cli.io;
  const root = new Command('evidesk')
    .description('Evidesk: an incident desk whose every decision is an event.')
    .exitOverride()
    .configureOutput({ writeOut: (text) => void stdout.write(text), writeErr: (text) => void stderr.write(text) })
    .showHelpAfterError('(--help tells more)')
    .addHelpText(
      'afterAll',
      `\nSettings come from the environment, the same as the server's: EVIDESK_DATA (./data), PORT, EVIDESK_PROFILE …\n\n${exitCodeTable()}`,
    );
  return root;
}

/** In the order of the help. Loaded when wanted: printing a token should not wait for a server's modules. */
const COMMANDS: Readonly<Record<string, () => Promise<(root: Command, cli: Cli) => void>>> = {
  serve: async () => (await import('./commands/serve.js')).registerServe,
  token: async () => (await import('./commands/token.js')).registerToken,
  'api-key': async () => (await import('./commands/api-key.js')).registerApiKey,
  erasure: async () => (await import('./commands/erasure.js')).registerErasure,
  demo: async () => (await import('./commands/demo.js')).registerDemo,
  simulate: async () => (await import('./commands/simulate.js')).registerSimulate,
  import: async () => (await import('./commands/import.js')).registerImport,
  replay: async () => (await import('./commands/replay.js')).registerReplay,
  'event-log': async () => (await import('./commands/event-log.js')).registerEventLog,
  report: async () => (await import('./commands/report.js')).registerReport,
  rebuild: async () => (await import('./commands/rebuild.js')).registerRebuild,
  runners: async () => (await import('./commands/runners.js')).registerRunners,
  parked: async () => (await import('./commands/parked.js')).registerParked,
  profile: async () => (await import('./commands/profile.js')).registerProfile,
  doctor: async () => (await import('./commands/doctor.js')).registerDoctor,
  verify: async () => (await import('./commands/verify.js')).registerVerify,
  export: async () => (await import('./commands/export.js')).registerExport,
  backup: async () => (await import('./commands/backup.js')).registerBackup,
  restore: async () => (await import('./commands/restore.js')).registerRestore,
  'seal-key': async () => (await import('./commands/seal-key.js')).registerSealKey,
};

async function register(root: Command, cli: Cli, argv: readonly string[]): Promise<void> {
  const [name = ''] = argv;
  const wanted = COMMANDS[name] === undefined ? Object.values(COMMANDS) : [COMMANDS[name]];
  for (const load of wanted) (await load())(root, cli);
}
