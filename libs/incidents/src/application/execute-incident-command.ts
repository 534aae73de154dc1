import { CommandExecutor, type Executed } from '@evidesk/executor';
import { DomainError } from '@evidesk/kernel';
import { ProfileRegistry } from '@evidesk/profiles';
import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { incidentAggregate } from './incident.aggregate.js';
import type { IncidentCommand } from '../domain/incident.commands.js';
import { primaryOf } from '../domain/decide/duplicates.js';
import { decideIncident } from '../domain/incident.decide.js';
import { isOpen } from '../domain/incident.evolve.js';
import type { IncidentState } from '../domain/incident.state.js';
import { mustExist } from '../domain/refusals.js';

/** A command on an incident that is there already. */
export class ExecuteIncidentCommand extends Command<Executed<IncidentState>> {
  constructor(
    readonly id: string,
    readonly command: IncidentCommand,
    readonly expectedRevision?: number,
  ) {
    super();
  }
}

/** Decides by the profile version that the incident is pinned to. */
@CommandHandler(ExecuteIncidentCommand)
export class ExecuteIncidentCommandHandler implements ICommandHandler<ExecuteIncidentCommand> {
  constructor(
    @Inject(CommandExecutor) private readonly executor: CommandExecutor,
    @Inject(ProfileRegistry) private readonly profiles: ProfileRegistry,
  ) {}

  async execute({ id, command, expectedRevision }: ExecuteIncidentCommand): Promise<Executed<IncidentState>> {
    if (command.type === 'MarkDuplicate') await this.mustBePrimary(id, command.data.of);
    if (command.type === 'LinkIncident' && command.data.kind === 'duplicate') {
      await this.mustBePrimary(id, command.data.target);
    }
    return this.executor.execute(incidentAggregate, {
      id,
      metadata: command.metadata,
      command: command.type,
      expectedRevision,
      decide: (state) => decideIncident(command, state, this.profiles.get(mustExist(state).profile)),
    });
  }

  /** An open incident of its own right: neither itself, nor a duplicate, nor linked as one (S1-07). */
  private async mustBePrimary(id: string, primary: string): Promise<void> {
    const { state } = await this.executor.load(incidentAggregate, primary);
    const further = state.status === 'unrecorded' ? undefined : primaryOf(state);
    if (id !== primary && isOpen(state) && further === undefined) return;
    throw new DomainError('conflict', 'incident.not-a-primary', 'a duplicate points to another incident that is open', {
      of: primary,
      incidentStatus: state.status,
      ...(further !== undefined && { primary: further }),
    });
  }
}
