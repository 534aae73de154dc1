import type { ProcessManager, Upcast } from '@evidesk/kernel';
import { type CommandSender, ProcessHandler } from './process-handler.js';
import { Runner, type RunnerContext } from './runner.js';
import { viewOfProcess } from './view-of.js';

/**
 * A runner that carries out what a process manager wants done. A command may be sent more than once, always with the
 * same id; whoever carries it out does so once.
 */
export function processRunner(
  process: ProcessManager,
  context: RunnerContext & { readonly sender: CommandSender; readonly upcast?: Upcast },
): Runner {
  const { sender, clock, tuning, upcast } = context;
  const { name, streams } = process;
  const { concurrentStreams } = tuning;
  const handler = new ProcessHandler(process, { sender, clock, concurrentStreams, ...(upcast && { upcast }) });
  return new Runner({ name, kind: 'process', view: viewOfProcess(process), streams, handler }, context);
}
