import { CommandExecutor, type Executed } from '@evidesk/executor';
import { type CommandMetadata, deriveId, DomainError } from '@evidesk/kernel';
import { NumberAllocator } from '@evidesk/numbering';
import { ProfileRegistry } from '@evidesk/profiles';
import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { IncidentEvent } from '../../contract/incident-events.js';
import type { RecordIncidentData } from '../../domain/incident.commands.js';
import { decideIncident } from '../../domain/incident.decide.js';
import type { IncidentState } from '../../domain/incident.state.js';
import { incidentAggregate } from '../incident.aggregate.js';

/** Records a new incident by the profile in force. Its id follows from the command's: sent again, it is the same incident. */
export class RecordIncident extends Command<Executed<IncidentState>> {
  constructor(
    readonly data: Omit<RecordIncidentData, 'number'>,
    readonly metadata: CommandMetadata,
    readonly profile: string,
    /** The id that the incident is to have, where the caller knows better. */
    readonly id: string = deriveId('incident', metadata.commandId),
  ) {
    super();
  }
}

@CommandHandler(RecordIncident)
export class RecordIncidentHandler implements ICommandHandler<RecordIncident> {
  constructor(
    @Inject(CommandExecutor) private readonly executor: CommandExecutor,
    @Inject(ProfileRegistry) private readonly profiles: ProfileRegistry,
    @Inject(NumberAllocator) private readonly numbers: NumberAllocator,
  ) {}

  async execute({ id, data, metadata, profile }: RecordIncident): Promise<Executed<IncidentState>> {
    if (data.recurrenceOf !== undefined) await this.mustBeClosed(data.recurrenceOf);
    const inForce = this.profiles.inForce(profile);
    return this.executor.execute(incidentAggregate, {
      id,
      command: 'RecordIncident',
      metadata,
      creates: true,
      decide: async (state) => {
        // Nothing is decided by the number: it is filled in at the end, so that what is refused uses none up.
        const unnumbered = { number: NO_NUMBER, ...data };
        const events = decideIncident({ type: 'RecordIncident', data: unnumbered, metadata }, state, inForce);
        const at = data.reportedAt ?? metadata.occurredAt;
        const number = await this.numbers.next('INC', at, inForce.definition.timeZone);
        return events.map((event) => withNumber(event, number));
      },
    });
  }

  /** Only what is closed can recur; what is open has its duplicates (S1-27, C7). */
  private async mustBeClosed(id: string): Promise<void> {
    const { state } = await this.executor.load(incidentAggregate, id);
    if (state.status === 'closed') return;
    throw new DomainError('conflict', 'incident.not-closed', 'only a closed incident can recur', {
      id,
      incidentStatus: state.status,
    });
  }
}

const NO_NUMBER = 'INC-000000-000000';

function withNumber(event: IncidentEvent, number: string): IncidentEvent {
  return event.type === 'incident.recorded' ? { ...event, data: { ...event.data, number } } : event;
}
