import { CommandExecutor, type Executed } from '@evidesk/executor';
import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type ContactCommand, type ContactState, decideContact } from '../../domain/contact.js';
import { contactAggregate } from '../contact.aggregate.js';

/** Says as which incident a logged contact was recorded (S1-16). */
export class RecordContact extends Command<Executed<ContactState>> {
  constructor(
    readonly id: string,
    readonly command: Extract<ContactCommand, { type: 'RecordContact' }>,
    readonly expectedRevision?: number,
  ) {
    super();
  }
}

@CommandHandler(RecordContact)
export class RecordContactHandler implements ICommandHandler<RecordContact> {
  constructor(@Inject(CommandExecutor) private readonly executor: CommandExecutor) {}

  execute({ id, command, expectedRevision }: RecordContact): Promise<Executed<ContactState>> {
    return this.executor.execute(contactAggregate, {
      id,
      metadata: command.metadata,
      command: command.type,
      expectedRevision,
      decide: (state) => decideContact(command, state),
    });
  }
}
