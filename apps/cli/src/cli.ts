import { type Config, createLogger, loadConfig, type Logger } from '@evidesk/platform';
import type { Command } from 'commander';
import { EXIT, type ExitCode } from './exit-codes.js';
import type { Io } from './io.js';

/** One invocation: its settings, its output, and the exit code that it comes to. */
export class Cli {
  code: ExitCode = EXIT.ok;

  constructor(
    readonly io: Io,
    /** Output is for programs. */
    readonly json: boolean,
  ) {}

  /** The settings of the server, from the same environment. @throws ConfigError */
  config(): Config {
    return loadConfig(this.io.env);
  }

  /** A logger that does not get into the way of the output: on standard error, warnings and worse unless asked for more. */
  logger(): Logger {
    const level = this.io.env['EVIDESK_LOG_LEVEL'] ?? '';
    const { stderr } = this.io;
    return createLogger(
      { level: level === '' ? 'warn' : level, name: 'evidesk' },
      { write: (line) => void stderr.write(line) },
    );
  }

  /** A line on standard output. */
  print(text: string): void {
    this.io.stdout.write(`${text}\n`);
  }

  /** A line for people, on standard error: never part of the result. */
  note(text: string): void {
    this.io.stderr.write(`evidesk: ${text}\n`);
  }

  /** The result: as one line of JSON, or for people. */
  result(value: unknown, forPeople: () => string): void {
    this.print(this.json ? JSON.stringify(value) : forPeople());
  }

  /** Adds a command that answers with its exit code (none: ok) and has the options that all have. */
  command<Arguments extends unknown[]>(
    parent: Command,
    usage: string,
    summary: string,
    define: (command: Command) => Command,
    body: (...args: Arguments) => Promise<ExitCode | undefined>,
  ): Command {
    const command = define(parent.command(usage).summary(summary));
    return command.option('--json', 'print the result as JSON').action(async (...args: unknown[]) => {
      this.code = (await body(...(args as Arguments))) ?? EXIT.ok;
    });
  }
}
