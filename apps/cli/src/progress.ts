import { Presets, SingleBar } from 'cli-progress';
import type { Cli } from './cli.js';

/** Shows how far long work has got. */
export interface Progress {
  /** `total` 0: nobody knows how much it is. */
  report(done: number, total: number): void;
  end(): void;
}

const SILENT: Progress = { report: () => undefined, end: () => undefined };

/** A bar on standard error when somebody watches, else nothing. */
export function progress(cli: Cli, what: string): Progress {
  if (!cli.io.watched || cli.json) return SILENT;
  const format = `${what} {bar} {value}/{total} {eta_formatted}`;
  const counting = `${what} {value}`;
  let bar: SingleBar | undefined;
  return {
    report: (done, total) => {
      if (bar === undefined) {
        bar = new SingleBar(
          { format: total === 0 ? counting : format, stream: process.stderr, clearOnComplete: true },
          Presets.shades_classic,
        );
        bar.start(total, done);
      }
      bar.setTotal(total);
      bar.update(done);
    },
    end: () => bar?.stop(),
  };
}

/** A bar for each phase of a task, one after the other. */
export function phases<P extends string>(
  cli: Cli,
): { report(phase: P, done: number, total: number): void; end(): void } {
  let current: P | undefined;
  let bar = SILENT;
  return {
    report: (phase, done, total) => {
      if (phase !== current) {
        bar.end();
        bar = progress(cli, phase);
        current = phase;
      }
      bar.report(done, total);
    },
    end: () => bar.end(),
  };
}
