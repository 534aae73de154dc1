import { EXIT, type ExitCode } from './exit-codes.js';

/** A command can't go on, and why; ends it with the exit code. */
export class CliError extends Error {
  override readonly name = 'CliError';
  constructor(
    message: string,
    readonly exitCode: ExitCode = EXIT.failed,
    readonly code = 'cli.failed',
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
