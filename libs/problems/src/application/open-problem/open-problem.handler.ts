import { CommandExecutor, type Executed } from '@evidesk/executor';
import { type CommandMetadata, deriveId } from '@evidesk/kernel';
import { NumberAllocator } from '@evidesk/numbering';
import { ProfileRegistry } from '@evidesk/profiles';
import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { ProblemCommandData } from '../../domain/problem.commands.js';
import { decideProblem } from '../../domain/problem.decide.js';
import type { ProblemState } from '../../domain/problem.state.js';
import { problemAggregate } from '../aggregates.js';
import { mustBeRecorded } from '../must-be-recorded.js';

const PREFIX = 'PRB';

/** A person opens a problem: by transfer from incidents (S2-02), or of its own right. */
export class OpenProblem extends Command<Executed<ProblemState>> {
  constructor(
    readonly data: Omit<ProblemCommandData<'OpenProblem'>, 'number'>,
    readonly metadata: CommandMetadata,
    readonly profile: string,
  ) {
    super();
  }
}

@CommandHandler(OpenProblem)
export class OpenProblemHandler implements ICommandHandler<OpenProblem> {
  constructor(
    @Inject(CommandExecutor) private readonly executor: CommandExecutor,
    @Inject(ProfileRegistry) private readonly profiles: ProfileRegistry,
    @Inject(NumberAllocator) private readonly numbers: NumberAllocator,
  ) {}

  async execute({ data, metadata, profile }: OpenProblem): Promise<Executed<ProblemState>> {
    for (const [index, incident] of data.incidents.entries())
      await mustBeRecorded(this.executor, incident, `/incidents/${index}`);
    return this.executor.execute(problemAggregate, {
      id: deriveId('problem', metadata.commandId),
      command: 'OpenProblem',
      metadata,
      creates: true,
      decide: async (state) => {
        const { timeZone } = this.profiles.inForce(profile).definition;
        const number = await this.numbers.next(PREFIX, metadata.occurredAt, timeZone);
        return decideProblem({ type: 'OpenProblem', data: { ...data, number }, metadata }, state);
      },
    });
  }
}

/** The system proposes a problem, once: what is proposed already stays as it is. */
export class ProposeProblem extends Command<Executed<ProblemState>> {
  constructor(
    readonly id: string,
    readonly data: Omit<ProblemCommandData<'ProposeProblem'>, 'number'>,
    readonly metadata: CommandMetadata,
    readonly profile: string,
  ) {
    super();
  }
}

@CommandHandler(ProposeProblem)
export class ProposeProblemHandler implements ICommandHandler<ProposeProblem> {
  constructor(
    @Inject(CommandExecutor) private readonly executor: CommandExecutor,
    @Inject(ProfileRegistry) private readonly profiles: ProfileRegistry,
    @Inject(NumberAllocator) private readonly numbers: NumberAllocator,
  ) {}

  execute({ id, data, metadata, profile }: ProposeProblem): Promise<Executed<ProblemState>> {
    return this.executor.execute(problemAggregate, {
      id,
      command: 'ProposeProblem',
      metadata,
      decide: async (state) => {
        if (state.status !== 'unproposed') return [];
        const { timeZone } = this.profiles.inForce(profile).definition;
        const number = await this.numbers.next(PREFIX, metadata.occurredAt, timeZone);
        return decideProblem({ type: 'ProposeProblem', data: { ...data, number }, metadata }, state);
      },
    });
  }
}
