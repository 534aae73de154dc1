import { type ChangeCommandData, RequestChange } from '@evidesk/changes';
import { ExecuteIncidentCommand, type IncidentCommand } from '@evidesk/incidents';
import type { CommandSender, ProcessCommand } from '@evidesk/runtime';
import type { CommandBus } from '@nestjs/cqrs';

/** Puts the commands of process managers onto the command bus. */
export class BusCommandSender implements CommandSender {
  constructor(
    private readonly bus: CommandBus,
    private readonly profile: string,
  ) {}

  async send(command: ProcessCommand): Promise<void> {
    await this.bus.execute(this.message(command));
  }

  private message({ type, target, data, metadata }: ProcessCommand) {
    switch (type) {
      case 'RequestChange':
        return new RequestChange(data as ChangeCommandData<'RequestChange'>, metadata, this.profile, target);
      case 'ReportChangeImplemented':
      case 'ReportChangeFailed':
        return new ExecuteIncidentCommand(target, { type, data, metadata } as IncidentCommand);
      default:
        throw new Error(`no process manager may send ${type}`);
    }
  }
}
