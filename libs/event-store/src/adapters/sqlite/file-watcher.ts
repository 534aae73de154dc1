import type Database from 'better-sqlite3';
import type { WakeUp } from '../../wake-up.js';

/** Wakes the sleepers of a reading connection when another connection has committed, in this process or another. */
export class FileWatcher {
  private readonly dataVersion: Database.Statement;
  private lastVersion: unknown;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    db: Database.Database,
    private readonly wakeUp: WakeUp,
    private readonly intervalMs: number,
  ) {
    this.dataVersion = db.prepare('PRAGMA data_version').pluck();
    this.lastVersion = this.dataVersion.get();
  }

  /** Looks every interval for as long as anyone sleeps. */
  start(): void {
    this.timer ??= setInterval(() => this.look(), this.intervalMs);
  }

  stop(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }

  private look(): void {
    let version: unknown;
    try {
      version = this.dataVersion.get();
    } catch {
      // The sleepers find out what is wrong by reading, and report it in the port's language.
      version = undefined;
    }
    if (version !== this.lastVersion) {
      this.lastVersion = version;
      this.wakeUp.wake();
    } else if (!this.wakeUp.hasSleepers) {
      this.stop();
    }
  }
}
