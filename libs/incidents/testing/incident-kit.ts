import type { Actor, CommandMetadata, Decider, Instant, RecordedEvent } from '@evidesk/kernel';
import { compileProfile, type CompiledProfile, loadShippedProfile, type ProcessProfile } from '@evidesk/profiles';
import { commandMetadata, givenDecider, type Happened, history } from '@evidesk/testing';
import type { IncidentEvent } from '../src/contract/incident-events.js';
import type { AutomationCommand, AutomationType } from '../src/domain/automation.commands.js';
import { decideAutomation } from '../src/domain/automation.decide.js';
import type { IncidentCommand, IncidentCommandData, IncidentCommandType } from '../src/domain/incident.commands.js';
import { decideIncident } from '../src/domain/incident.decide.js';
import { evolveIncident, initialIncident } from '../src/domain/incident.evolve.js';
import type { IncidentState, RecordedIncident } from '../src/domain/incident.state.js';
import { by, command } from './commands.js';

/** A shipped profile, as it is in force; changed first, where a test needs another rule. */
export async function profileOf(
  name = 'std-4tier',
  change: (profile: ProcessProfile) => ProcessProfile = (profile) => profile,
): Promise<CompiledProfile> {
  return compileProfile(change(await loadShippedProfile(name)), { name, version: 1 });
}

/** The incident's state machine under one profile. */
export const incidentDecider = (profile: CompiledProfile): Decider<IncidentCommand, IncidentEvent, IncidentState> => ({
  initial: initialIncident,
  decide: (wish, state) => decideIncident(wish, state, profile),
  evolve: evolveIncident,
});

/** `given(events).when(command).then(events)` for incidents under one profile. */
export const givenIncident = (profile: CompiledProfile) => givenDecider(incidentDecider(profile));

/** One incident that commands are carried out on, one after the other. */
export class Life {
  readonly happened: Happened<IncidentEvent>[] = [];
  state: IncidentState = initialIncident;

  constructor(private readonly profile: CompiledProfile) {}

  /** Carries a command out. @throws DomainError when it is refused; the life is as before then */
  does<T extends IncidentCommandType>(
    type: T,
    data: Partial<IncidentCommandData<T>> = {},
    metadata: Partial<CommandMetadata> = {},
  ): this {
    return this.carryOut(command(type, data, metadata) as IncidentCommand);
  }

  carryOut(wish: IncidentCommand): this {
    return this.happens(decideIncident(wish, this.state, this.profile), wish.metadata);
  }

  /** Carries a command of a process manager out. */
  automates<T extends AutomationType>(
    type: T,
    data: AutomationCommand<T>['data'],
    metadata: Partial<CommandMetadata> = {},
  ): this {
    const wish = { type, data, metadata: commandMetadata({ ...by('system'), ...metadata }) } as AutomationCommand;
    return this.happens(decideAutomation(wish, this.incident, this.profile), wish.metadata);
  }

  private happens(events: readonly IncidentEvent[], { actor, occurredAt, recordedAt }: CommandMetadata): this {
    for (const event of events) {
      this.state = evolveIncident(this.state, event, occurredAt);
      this.happened.push({ event, metadata: { actor, occurredAt, recordedAt } });
    }
    return this;
  }

  get events(): readonly IncidentEvent[] {
    return this.happened.map(({ event }) => event);
  }

  get types(): readonly string[] {
    return this.events.map(({ type }) => type);
  }

  get incident(): RecordedIncident {
    if (this.state.status === 'unrecorded') throw new Error('nothing was recorded');
    return this.state;
  }

  /** The last event. */
  get last(): IncidentEvent {
    const event = this.events.at(-1);
    if (event === undefined) throw new Error('nothing happened');
    return event;
  }

  /** The events as a store gives them back. */
  recorded(id = 'i-1', from?: { readonly revision: number; readonly position: number }): readonly RecordedEvent[] {
    return history(`incident-${id}`, this.happened, from);
  }
}

/** Metadata of a command by an actor at an instant. */
export const on = (instant: Instant, actor?: Actor): Partial<CommandMetadata> => ({
  occurredAt: instant,
  recordedAt: instant,
  ...(actor === undefined ? {} : { actor }),
});
