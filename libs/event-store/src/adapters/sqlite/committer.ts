import type Database from 'better-sqlite3';
import { ConcurrencyConflict } from '../../errors.js';
import type { AppendResult } from '../../port.js';
import { translateError, translating, unavailable } from './errors.js';
import { type EncodedAppend, GroupWriter, type Outcome } from './group-writer.js';
import { markShutdown, tryToWrite } from './integrity.js';
import { positionText } from './rows.js';

// Bounds how long one transaction may hold the event loop; beyond this, larger groups gain little.
const MAX_APPENDS_PER_TRANSACTION = 64;

/** Group commit: all appends that wait are written in one transaction, and are answered when it is on disk. */
export interface Committer {
  /** @throws ConcurrencyConflict, StoreUnavailable */
  append(append: EncodedAppend): Promise<AppendResult>;
  /** @throws StoreUnavailable when the file can't be written now */
  ping(): Promise<void>;
  /** Writes what was accepted, accepts no more, and notes a clean shutdown. */
  close(): Promise<void>;
}

/** An append that waits for its answer. */
export interface Waiting {
  readonly append: EncodedAppend;
  readonly resolve: (result: AppendResult) => void;
  readonly reject: (reason: unknown) => void;
}

/** Answers the caller of an append. */
export function settle({ append, resolve, reject }: Waiting, { kind, revision, position }: Outcome): void {
  if (kind === 'conflict') reject(new ConcurrencyConflict(append.stream, append.expected, revision));
  else resolve({ revision, position: positionText(position), duplicate: kind === 'duplicate' });
}

/** The refusal of everything behind the end. */
export const closed = (): Error => unavailable(new Error('the store was closed'));

/** Commits in the caller's thread: nothing to start, and nothing between the caller and the disk. */
export class InlineCommitter implements Committer {
  private readonly queue: Waiting[] = [];
  private readonly writer: GroupWriter;
  private isScheduled = false;
  private isClosed = false;

  constructor(
    private readonly db: Database.Database,
    private readonly file: string,
    private readonly onCommit: () => void,
  ) {
    this.writer = new GroupWriter(db);
  }

  append(append: EncodedAppend): Promise<AppendResult> {
    return new Promise((resolve, reject) => {
      if (this.isClosed) return reject(closed());
      this.queue.push({ append, resolve, reject });
      this.schedule();
    });
  }

  async ping(): Promise<void> {
    translating(this.file, () => tryToWrite(this.db));
  }

  async close(): Promise<void> {
    this.isClosed = true;
    while (this.queue.length > 0) this.flush();
    try {
      markShutdown(this.db, true);
    } catch {
      // Without the mark, the next one to open the file checks it: no more than that is lost.
    }
  }

  private schedule(): void {
    if (this.isScheduled) return;
    this.isScheduled = true;
    setImmediate(() => {
      this.isScheduled = false;
      if (this.queue.length > 0) this.flush();
      if (this.queue.length > 0) this.schedule();
    });
  }

  private flush(): void {
    const group = this.queue.splice(0, MAX_APPENDS_PER_TRANSACTION);
    let outcomes: readonly Outcome[];
    try {
      outcomes = this.writer.write(group.map(({ append }) => append));
    } catch (error) {
      const reason = translateError(error, this.file);
      for (const waiting of group) waiting.reject(reason);
      return;
    }
    if (outcomes.some(({ kind }) => kind === 'written')) this.onCommit();
    for (const [at, waiting] of group.entries()) settle(waiting, outcomes[at] as Outcome);
  }
}
