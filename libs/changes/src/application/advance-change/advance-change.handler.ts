import { CommandExecutor, type Executed } from '@evidesk/executor';
import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { ChangeCommand } from '../../domain/change.commands.js';
import { decideChange } from '../../domain/change.decide.js';
import type { ChangeState } from '../../domain/change.state.js';
import { changeAggregate } from '../change.aggregate.js';

/** A command on a change request that is there already. */
export class AdvanceChange extends Command<Executed<ChangeState>> {
  constructor(
    readonly id: string,
    readonly command: ChangeCommand,
    readonly expectedRevision?: number,
  ) {
    super();
  }
}

@CommandHandler(AdvanceChange)
export class AdvanceChangeHandler implements ICommandHandler<AdvanceChange> {
  constructor(@Inject(CommandExecutor) private readonly executor: CommandExecutor) {}

  execute({ id, command, expectedRevision }: AdvanceChange): Promise<Executed<ChangeState>> {
    return this.executor.execute(changeAggregate, {
      id,
      metadata: command.metadata,
      command: command.type,
      expectedRevision,
      decide: (state) => decideChange(command, state),
    });
  }
}
