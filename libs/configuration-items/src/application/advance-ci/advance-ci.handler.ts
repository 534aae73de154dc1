import { CommandExecutor, type Executed } from '@evidesk/executor';
import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { CiCommand } from '../../domain/ci.commands.js';
import { decideCi } from '../../domain/ci.decide.js';
import type { CiState } from '../../domain/ci.state.js';
import { ciAggregate } from '../ci.aggregate.js';

/** A command on a configuration item; the first one of a name registers it. */
export class AdvanceCi extends Command<Executed<CiState>> {
  constructor(
    readonly id: string,
    readonly command: CiCommand,
    readonly expectedRevision?: number,
  ) {
    super();
  }
}

@CommandHandler(AdvanceCi)
export class AdvanceCiHandler implements ICommandHandler<AdvanceCi> {
  constructor(@Inject(CommandExecutor) private readonly executor: CommandExecutor) {}

  execute({ id, command, expectedRevision }: AdvanceCi): Promise<Executed<CiState>> {
    return this.executor.execute(ciAggregate, {
      id,
      metadata: command.metadata,
      command: command.type,
      expectedRevision,
      decide: (state) => decideCi(command, state),
    });
  }
}
