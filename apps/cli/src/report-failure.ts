import type { BackupErrorKind } from '@evidesk/backup';
import { DomainError, StoreUnavailable } from '@evidesk/kernel';
import { ConfigError, KeyFileError } from '@evidesk/platform';
import { CliError } from './cli-error.js';
import { EXIT, type ExitCode } from './exit-codes.js';
import type { Cli } from './cli.js';

interface Failure {
  readonly code: string;
  readonly message: string;
  readonly exitCode: ExitCode;
  readonly details?: readonly string[];
}

const EXIT_OF_BACKUP: Readonly<Record<BackupErrorKind, ExitCode>> = {
  refused: EXIT.refused,
  failed: EXIT.failed,
  unavailable: EXIT.unavailable,
  'not-found': EXIT.notFound,
  damaged: EXIT.damaged,
};

/** Tells why a command ended badly, and answers the exit code. */
export async function reportFailure(cli: Cli, error: unknown): Promise<ExitCode> {
  const failure = await describe(error);
  if (cli.json) {
    cli.io.stderr.write(`${JSON.stringify({ error: failure })}\n`);
  } else {
    cli.note(failure.message);
    for (const detail of failure.details ?? []) cli.io.stderr.write(`  ${detail}\n`);
  }
  return failure.exitCode;
}

async function describe(error: unknown): Promise<Failure> {
  if (error instanceof CliError) return { code: error.code, message: error.message, exitCode: error.exitCode };
  if (error instanceof ConfigError) return { code: 'config', message: error.message, exitCode: EXIT.usage };
  // Only now: the stores' modules are large, and most commands end well.
  const { StoreDamaged, StoreLocked, StoreTooNew, StreamNotFound } = await import('@evidesk/event-store');
  const { ViewsTooNew } = await import('@evidesk/read-store');
  const { BackupError } = await import('@evidesk/backup');
  if (error instanceof StoreLocked) return { code: 'store.locked', message: error.message, exitCode: EXIT.unavailable };
  if (error instanceof StoreDamaged) return { code: 'store.damaged', message: error.message, exitCode: EXIT.damaged };
  if (error instanceof StoreTooNew || error instanceof ViewsTooNew)
    return { code: 'store.newer', message: error.message, exitCode: EXIT.refused };
  if (error instanceof BackupError)
    return { code: error.code, message: error.message, exitCode: EXIT_OF_BACKUP[error.kind] };
  if (error instanceof StoreUnavailable) {
    const why = error.cause instanceof Error ? `: ${error.cause.message}` : '';
    return { code: 'store.unavailable', message: `${error.message}${why}`, exitCode: EXIT.unavailable };
  }
  if (error instanceof StreamNotFound) return { code: 'not-found', message: error.message, exitCode: EXIT.notFound };
  if (error instanceof KeyFileError) return { code: 'key-file', message: error.message, exitCode: EXIT.failed };
  if (error instanceof DomainError) {
    return {
      code: error.code,
      message: error.message,
      exitCode: error.kind === 'not-found' ? EXIT.notFound : EXIT.refused,
      details: error.fieldErrors.map(({ pointer, detail }) => `${pointer} ${detail}`.trim()),
    };
  }
  if (isNodeError(error)) return system(error);
  // What nobody expected is a fault of ours: its trace is what helps.
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { code: 'unexpected', message, exitCode: EXIT.failed };
}

function system(error: NodeJS.ErrnoException): Failure {
  const code = error.code ?? 'system';
  if (code === 'ENOENT') return { code, message: `there is no ${error.path ?? 'such file'}`, exitCode: EXIT.notFound };
  if (code === 'EADDRINUSE') {
    const { port } = error as { port?: number };
    const message = `port ${port ?? ''} is in use: stop what listens there, or choose another with PORT=…`;
    return { code, message, exitCode: EXIT.failed };
  }
  return { code, message: error.message, exitCode: EXIT.failed };
}

const isNodeError = (error: unknown): error is NodeJS.ErrnoException =>
  typeof error === 'object' && error !== null && 'code' in error && 'syscall' in error;
