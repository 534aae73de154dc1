import { deriveId, type Document, type ProcessManager, type Upcast } from '@evidesk/kernel';
import type { CommandSender } from './command-sender.js';
import type { EventPump } from './event-pump.js';
import { fireDeadlines } from './fire-deadlines.js';
import { ProcessHandler } from './process-handler.js';
import { loadProgress, RECORD_PROGRESS } from './process-progress.js';
import { Runner, type RunnerContext } from './runner.js';
import { viewOfProcess } from './view-of.js';

/**
 * A runner that carries out what a process manager wants done. A command may be sent more than once, always with the
 * same id; whoever carries it out does so once. Where the view is lost, history is taken in again in silence.
 */
export function processRunner<M extends Document>(
  process: ProcessManager<M>,
  context: RunnerContext & { readonly sender: CommandSender; readonly upcast?: Upcast },
): Runner {
  const { sender, clock, tuning, upcast, readStore, eventStore } = context;
  const { name, streams } = process;
  const { concurrentStreams, cachedDocuments, progressMs } = tuning;
  const options = { sender, clock, readStore, concurrentStreams, cachedDocuments, ...(upcast && { upcast }) };
  const handler = new ProcessHandler(process, options);
  let recordedAt = performance.now();

  const recordProgress = async (pump: EventPump): Promise<void> => {
    // What is parked was not sent: it must not be taken for done.
    if (!handler.hasSent || pump.options.parking.count > 0 || performance.now() - recordedAt < progressMs) return;
    await pump.flush();
    const cause = { eventId: deriveId(name, pump.position), correlationId: deriveId(name), key: 'progress' };
    const command = handler.commandFor(RECORD_PROGRESS, name, { position: pump.position }, cause);
    await handler.send(command, pump.context);
    handler.hasSent = false;
    recordedAt = performance.now();
  };
  return new Runner(
    {
      name,
      kind: 'process',
      view: viewOfProcess(process),
      streams,
      handler,
      prepare: async () => void (handler.sentUpTo = await loadProgress(eventStore, name)),
      async tick(pump) {
        const fired = await fireDeadlines(pump, handler, { clock, concurrent: concurrentStreams });
        await recordProgress(pump);
        return fired;
      },
    },
    context,
  );
}
