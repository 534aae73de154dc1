import { type AggregateType, type CommandExecutor, eventTypes } from '@evidesk/executor';
import type { DomainEvent } from '@evidesk/kernel';
import { type ProcessCommand, progressStream } from '@evidesk/runtime';
import { Type, type Static } from 'typebox';

const ProcessAdvancedSchema = Type.Object({ position: Type.String() });
type ProcessAdvanced = DomainEvent<'process.advanced', Static<typeof ProcessAdvancedSchema>>;

/** How far a process manager has sent its commands: what need not be sent again when its view is lost. */
interface Progress {
  readonly position: string;
}

const progress: AggregateType<ProcessAdvanced, Progress> = {
  name: progressStream('').slice(0, -1),
  initial: { position: '' },
  evolve: (state, event) => (event.type === 'process.advanced' ? { position: event.data.position } : state),
  eventTypes: eventTypes({ 'process.advanced': ProcessAdvancedSchema }),
  snapshotVersion: 1,
};

/** Records that a process manager has got further; never that it has gone back. @throws StoreUnavailable */
export async function recordProgress(executor: CommandExecutor, command: ProcessCommand): Promise<void> {
  const position = String(command.data['position']);
  await executor.execute(progress, {
    id: command.target,
    command: command.type,
    metadata: command.metadata,
    decide: (state) => (position > state.position ? [{ type: 'process.advanced', data: { position } }] : []),
  });
}
