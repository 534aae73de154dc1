import { CommandExecutor, type Executed } from '@evidesk/executor';
import type { CommandMetadata } from '@evidesk/kernel';
import { type ProfileReference, ProfileRegistry } from '@evidesk/profiles';
import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { SymptomCommand, SymptomCommandData } from '../../domain/symptom.commands.js';
import { decideSymptom } from '../../domain/symptom.decide.js';
import type { SymptomState } from '../../domain/symptom.state.js';
import { symptomAggregate } from '../aggregates.js';

/** How many units make a system bug where the process profile does not say (S1-79). */
export const DEFAULT_SYSTEM_BUG_UNITS = 3;

/** A unit reports a symptom, by an incident of this process profile. */
export class ObserveSymptom extends Command<Executed<SymptomState>> {
  constructor(
    readonly symptomId: string,
    readonly data: Omit<SymptomCommandData<'ObserveSymptom'>, 'symptomId' | 'needed'> & {
      readonly profile: ProfileReference;
    },
    readonly metadata: CommandMetadata,
  ) {
    super();
  }
}

@CommandHandler(ObserveSymptom)
export class ObserveSymptomHandler implements ICommandHandler<ObserveSymptom> {
  constructor(
    @Inject(CommandExecutor) private readonly executor: CommandExecutor,
    @Inject(ProfileRegistry) private readonly profiles: ProfileRegistry,
  ) {}

  execute({ symptomId, data, metadata }: ObserveSymptom): Promise<Executed<SymptomState>> {
    const { profile, ...observation } = data;
    const { systemBugUnits: needed = DEFAULT_SYSTEM_BUG_UNITS } = this.profiles.get(profile).definition;
    return this.executor.execute(symptomAggregate, {
      id: symptomId,
      metadata,
      command: 'ObserveSymptom',
      decide: (state) =>
        decideSymptom({ type: 'ObserveSymptom', data: { ...observation, symptomId, needed }, metadata }, state),
    });
  }
}

/** Any other command on the count of a symptom. */
export class AdvanceSymptom extends Command<Executed<SymptomState>> {
  constructor(
    readonly symptomId: string,
    readonly command: SymptomCommand,
  ) {
    super();
  }
}

@CommandHandler(AdvanceSymptom)
export class AdvanceSymptomHandler implements ICommandHandler<AdvanceSymptom> {
  constructor(@Inject(CommandExecutor) private readonly executor: CommandExecutor) {}

  execute({ symptomId, command }: AdvanceSymptom): Promise<Executed<SymptomState>> {
    return this.executor.execute(symptomAggregate, {
      id: symptomId,
      metadata: command.metadata,
      command: command.type,
      decide: (state) => decideSymptom(command, state),
    });
  }
}
