import { CommandExecutor, type Executed } from '@evidesk/executor';
import { type CommandMetadata, deriveId, DomainError } from '@evidesk/kernel';
import { NumberAllocator } from '@evidesk/numbering';
import { type CompiledProfile, ProfileRegistry } from '@evidesk/profiles';
import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { CoordinationCommandData } from '../../domain/coordination.commands.js';
import { decideCoordination } from '../../domain/coordination.decide.js';
import type { CoordinationState } from '../../domain/coordination.state.js';
import { coordinationAggregate } from '../aggregates.js';
import { mustBeRecorded } from '../must-be-recorded.js';

/** What second line fills in; the rest comes from the incident. */
export type RaiseCoordinationForm = Omit<
  CoordinationCommandData<'RaiseCoordination'>,
  'number' | 'incidentNumber' | 'customer' | 'reportingUnit' | 'affectedCi'
>;

/** Second line submits the problem coordination form (S1-38, S1-45). */
export class RaiseCoordination extends Command<Executed<CoordinationState>> {
  constructor(
    readonly form: RaiseCoordinationForm,
    readonly metadata: CommandMetadata,
  ) {
    super();
  }
}

@CommandHandler(RaiseCoordination)
export class RaiseCoordinationHandler implements ICommandHandler<RaiseCoordination> {
  constructor(
    @Inject(CommandExecutor) private readonly executor: CommandExecutor,
    @Inject(ProfileRegistry) private readonly profiles: ProfileRegistry,
    @Inject(NumberAllocator) private readonly numbers: NumberAllocator,
  ) {}

  async execute({ form, metadata }: RaiseCoordination): Promise<Executed<CoordinationState>> {
    const incident = await mustBeRecorded(this.executor, form.incidentId, '/incidentId');
    const profile = this.profiles.get(incident.profile);
    refuseUnknownRole(form.handedTo.role, profile);
    const { number: incidentNumber, customer, reportingUnit, affectedCi } = incident;
    return this.executor.execute(coordinationAggregate, {
      id: deriveId('coordination', metadata.commandId),
      command: 'RaiseCoordination',
      metadata,
      creates: true,
      decide: async (state) => {
        const number = await this.numbers.next('COO', metadata.occurredAt, profile.definition.timeZone);
        const data = { ...form, number, incidentNumber, customer, reportingUnit, affectedCi };
        return decideCoordination({ type: 'RaiseCoordination', data, metadata }, state);
      },
    });
  }
}

/** Whoever is to be alerted must be a role of the incident's process (S1-45). */
function refuseUnknownRole(role: string, { definition }: CompiledProfile): void {
  if (definition.roles.some(({ code }) => code === role)) return;
  throw new DomainError('invalid', 'request.invalid', 'the form is handed to nobody', {}, [
    { pointer: '/handedTo/role', code: 'not-an-option', detail: `${role} is not a role of ${definition.name}` },
  ]);
}
