import { CommandExecutor, type Executed } from '@evidesk/executor';
import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { ProblemCommand } from '../../domain/problem.commands.js';
import { decideProblem } from '../../domain/problem.decide.js';
import type { ProblemState } from '../../domain/problem.state.js';
import { problemAggregate } from '../aggregates.js';
import { mustBeRecorded } from '../must-be-recorded.js';

/** A command on a problem that is there already. */
export class AdvanceProblem extends Command<Executed<ProblemState>> {
  constructor(
    readonly id: string,
    readonly command: ProblemCommand,
    readonly expectedRevision?: number,
  ) {
    super();
  }
}

@CommandHandler(AdvanceProblem)
export class AdvanceProblemHandler implements ICommandHandler<AdvanceProblem> {
  constructor(@Inject(CommandExecutor) private readonly executor: CommandExecutor) {}

  async execute({ id, command, expectedRevision }: AdvanceProblem): Promise<Executed<ProblemState>> {
    if (command.type === 'AddProblemIncident')
      await mustBeRecorded(this.executor, command.data.incidentId, '/incidentId');
    return this.executor.execute(problemAggregate, {
      id,
      metadata: command.metadata,
      command: command.type,
      expectedRevision,
      decide: (state) => decideProblem(command, state),
    });
  }
}
