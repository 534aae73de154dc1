import { type ChangeCommandData, RequestChange } from '@evidesk/changes';
import { ExecuteIncidentCommand, type IncidentCommand } from '@evidesk/incidents';
import type { CommandExecutor } from '@evidesk/executor';
import { type CommandSender, type ProcessCommand, RECORD_PROGRESS } from '@evidesk/runtime';
import type { CommandBus } from '@nestjs/cqrs';
import { recordProgress } from './process-progress.js';

/** Dependency-injection token of who carries out the commands of process managers. */
export const COMMAND_SENDER = Symbol('CommandSender');

/** Puts the commands of process managers onto the command bus. */
export class BusCommandSender implements CommandSender {
  constructor(
    private readonly bus: CommandBus,
    private readonly executor: CommandExecutor,
    private readonly profile: string,
  ) {}

  async send(command: ProcessCommand): Promise<void> {
    if (command.type === RECORD_PROGRESS) await recordProgress(this.executor, command);
    else await this.bus.execute(this.message(command));
  }

  private message({ type, target, data, metadata }: ProcessCommand) {
    switch (type) {
      case 'RequestChange':
        return new RequestChange(data as unknown as ChangeCommandData<'RequestChange'>, metadata, this.profile, target);
      case 'ReportChangeImplemented':
      case 'ReportChangeFailed':
        return new ExecuteIncidentCommand(target, { type, data, metadata } as unknown as IncidentCommand);
      default:
        throw new Error(`no process manager may send ${type}`);
    }
  }
}
