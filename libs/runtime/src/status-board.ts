import type { Write } from '@evidesk/read-store';
import type { Runner, RunnerContext } from './runner.js';
import { type RunnerDocument, RUNNERS, type RunnerStatus, writeToRunnersView } from './runner-status.js';

/** An unchanged status is written again after so many milliseconds, as a sign of life. */
const HEARTBEAT_MS = 10_000;

/** Writes the status of the runners that this process holds, when it has changed. */
export class StatusBoard {
  private readonly written = new Map<string, { readonly status: string; readonly at: number }>();

  constructor(private readonly context: RunnerContext) {}

  /** @throws StoreUnavailable */
  async publish(runners: readonly Runner[]): Promise<void> {
    const now = performance.now();
    const due = runners
      .map((runner) => runner.status())
      .filter((status) => {
        const before = this.written.get(status.name);
        return before === undefined || before.status !== JSON.stringify(status) || now - before.at >= HEARTBEAT_MS;
      });
    if (due.length === 0) return;
    await writeToRunnersView(
      this.context.readStore,
      due.map((status) => this.write(status)),
    );
    for (const status of due) this.written.set(status.name, { status: JSON.stringify(status), at: now });
  }

  private write(status: RunnerStatus): Write<RunnerDocument> {
    const { owner, clock } = this.context;
    const document = { id: status.name, ...status, owner, updatedAt: clock.now() };
    return { kind: 'put', collection: RUNNERS.name, document };
  }
}
