import { CommandExecutor } from '@evidesk/executor';
import type { CommandMetadata, JsonObject } from '@evidesk/kernel';
import { ProfileRegistry } from '@evidesk/profiles';
import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { AutomationCommand } from '../../domain/automation.commands.js';
import { decideAutomation } from '../../domain/automation.decide.js';
import { mayBeLinked, repeats } from '../../domain/decide/duplicates.js';
import type { RecordedIncident } from '../../domain/incident.state.js';
import { incidentAggregate } from '../incident.aggregate.js';
import { Engineers } from './engineers.js';
import { Primaries } from './primaries.js';

/** What process managers ask for: without the facts, which are looked up when it is carried out. */
export type AutomationRequest =
  | { readonly type: 'AutoAssign' }
  | { readonly type: 'LinkDuplicate'; readonly data: { readonly candidates: readonly string[] } }
  | { readonly type: 'CountRepeat'; readonly data: { readonly by: string } }
  | { readonly type: 'EscalateMajor'; readonly data: AutomationCommand<'EscalateMajor'>['data'] };

/** A command of a process manager on an incident. What there is nothing to do for is done. */
export class AutomateIncident extends Command<void> {
  constructor(
    readonly id: string,
    readonly request: AutomationRequest,
    readonly metadata: CommandMetadata,
  ) {
    super();
  }
}

const TYPES: ReadonlySet<string> = new Set<AutomationRequest['type']>([
  'AutoAssign',
  'LinkDuplicate',
  'CountRepeat',
  'EscalateMajor',
]);

/** The message for the bus of a command that a process manager of incidents sends; `undefined`: another context's. */
export function automationMessage(command: {
  readonly type: string;
  readonly target: string;
  readonly data: JsonObject;
  readonly metadata: CommandMetadata;
}): AutomateIncident | undefined {
  if (!TYPES.has(command.type)) return undefined;
  const { type, target, data, metadata } = command;
  return new AutomateIncident(target, { type, data } as unknown as AutomationRequest, metadata);
}

/** Looks up what is to be known, and decides by the profile version that the incident is pinned to. */
@CommandHandler(AutomateIncident)
export class AutomateIncidentHandler implements ICommandHandler<AutomateIncident> {
  constructor(
    @Inject(CommandExecutor) private readonly executor: CommandExecutor,
    @Inject(ProfileRegistry) private readonly profiles: ProfileRegistry,
    @Inject(Engineers) private readonly engineers: Engineers,
    @Inject(Primaries) private readonly primaries: Primaries,
  ) {}

  async execute(automation: AutomateIncident): Promise<void> {
    const { id, request, metadata } = automation;
    switch (request.type) {
      case 'AutoAssign':
        return this.engineers.oneByOne(() => this.autoAssign(automation));
      case 'LinkDuplicate': {
        const primary = await this.primaryOf(id, request.data.candidates);
        if (primary !== undefined) await this.decide(id, { type: 'LinkDuplicate', data: { primary }, metadata });
        return undefined;
      }
      case 'CountRepeat': {
        const { by } = request.data;
        const other = await this.incident(by);
        if (other === undefined) return undefined;
        const data = { by, number: other.number, repeats: repeats(other, id) };
        return this.decide(id, { type: 'CountRepeat', data, metadata });
      }
      case 'EscalateMajor':
        return this.decide(id, { ...request, metadata });
    }
  }

  private async autoAssign({ id, metadata }: AutomateIncident): Promise<void> {
    const before = await this.incident(id);
    if (before === undefined) return;
    const { state, position, duplicate } = await this.executor.execute(incidentAggregate, {
      id,
      metadata,
      command: 'AutoAssign',
      decide: async (now) => {
        if (now.status === 'unrecorded') return [];
        const profile = this.profiles.get(now.profile);
        const data = await this.engineers.factsFor(now, profile);
        return data === undefined ? [] : decideAutomation({ type: 'AutoAssign', data, metadata }, now, profile);
      },
    });
    if (!duplicate && state.status !== 'unrecorded') this.engineers.moved(before, state, position);
  }

  private async primaryOf(id: string, candidates: readonly string[]) {
    const state = await this.incident(id);
    if (state === undefined || !mayBeLinked(state, this.profiles.get(state.profile))) return undefined;
    return this.primaries.among(candidates, id);
  }

  private async decide(id: string, command: AutomationCommand): Promise<void> {
    await this.executor.execute(incidentAggregate, {
      id,
      metadata: command.metadata,
      command: command.type,
      decide: (state) =>
        state.status === 'unrecorded' ? [] : decideAutomation(command, state, this.profiles.get(state.profile)),
    });
  }

  private async incident(id: string): Promise<RecordedIncident | undefined> {
    const { state } = await this.executor.load(incidentAggregate, id);
    return state.status === 'unrecorded' ? undefined : state;
  }
}
