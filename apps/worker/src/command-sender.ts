import { RECORD_SEAL, RecordSealSender, type SealRecorder } from '@evidesk/audit-proof';
import { type ChangeCommandData, RequestChange } from '@evidesk/changes';
import { ciMessage } from '@evidesk/configuration-items';
import { automationMessage, ExecuteIncidentCommand, type IncidentCommand } from '@evidesk/incidents';
import type { CommandExecutor } from '@evidesk/executor';
import { knowledgeMessage } from '@evidesk/knowledge';
import { DeliverNotification, type Happened, Notify } from '@evidesk/notifications';
import { personMessage } from '@evidesk/people';
import { problemMessage } from '@evidesk/problems';
import { type CommandSender, type ProcessCommand, RECORD_PROGRESS } from '@evidesk/runtime';
import type { CommandBus, ICommand } from '@nestjs/cqrs';
import { recordProgress } from './process-progress.js';

/** Dependency-injection token of who carries out the commands of process managers. */
export const COMMAND_SENDER = Symbol('CommandSender');

/** Puts the commands of process managers onto the command bus; has the seals of the sealer recorded. */
export class BusCommandSender implements CommandSender {
  private readonly seals: CommandSender;

  constructor(
    private readonly bus: CommandBus,
    private readonly executor: CommandExecutor,
    private readonly profile: string,
    recorder: SealRecorder,
  ) {
    this.seals = new RecordSealSender(recorder);
  }

  async send(command: ProcessCommand): Promise<void> {
    if (command.type === RECORD_PROGRESS) await recordProgress(this.executor, command);
    else if (command.type === RECORD_SEAL) await this.seals.send(command);
    else await this.bus.execute(automationMessage(command) ?? this.message(command));
  }

  private message(command: ProcessCommand): ICommand {
    const { type, target, data, metadata } = command;
    switch (type) {
      case 'RequestChange':
        return new RequestChange(data as unknown as ChangeCommandData<'RequestChange'>, metadata, this.profile, target);
      case 'ReportChangeImplemented':
      case 'ReportChangeFailed':
      case 'ReachDeadlines':
      case 'EscalateOverdue':
      case 'LinkIncident':
      case 'AddComment':
      case 'EraseReporter':
        return new ExecuteIncidentCommand(target, { type, data, metadata } as unknown as IncidentCommand);
      case 'Notify':
        return new Notify(data as unknown as Happened, metadata);
      case 'DeliverNotification':
        return new DeliverNotification(target, Number(data['attempt']), metadata);
      default:
        return (
          problemMessage(command, this.profile) ??
          ciMessage(command) ??
          personMessage(command) ??
          knowledgeMessage(command) ??
          unknown(type)
        );
    }
  }
}

function unknown(type: string): never {
  throw new Error(`no process manager may send ${type}`);
}
