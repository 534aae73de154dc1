import { CommandExecutor, type Executed } from '@evidesk/executor';
import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { CoordinationCommand } from '../../domain/coordination.commands.js';
import { decideCoordination } from '../../domain/coordination.decide.js';
import type { CoordinationState } from '../../domain/coordination.state.js';
import { coordinationAggregate } from '../aggregates.js';

/** A command on a coordination form that is there already. */
export class AdvanceCoordination extends Command<Executed<CoordinationState>> {
  constructor(
    readonly id: string,
    readonly command: CoordinationCommand,
    readonly expectedRevision?: number,
  ) {
    super();
  }
}

@CommandHandler(AdvanceCoordination)
export class AdvanceCoordinationHandler implements ICommandHandler<AdvanceCoordination> {
  constructor(@Inject(CommandExecutor) private readonly executor: CommandExecutor) {}

  execute({ id, command, expectedRevision }: AdvanceCoordination): Promise<Executed<CoordinationState>> {
    return this.executor.execute(coordinationAggregate, {
      id,
      metadata: command.metadata,
      command: command.type,
      expectedRevision,
      decide: (state) => decideCoordination(command, state),
    });
  }
}
