import { CommandExecutor, type Executed } from '@evidesk/executor';
import { type CommandMetadata, deriveId } from '@evidesk/kernel';
import { NumberAllocator } from '@evidesk/numbering';
import { ProfileRegistry } from '@evidesk/profiles';
import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { ChangeCommandData } from '../../domain/change.commands.js';
import { decideChange } from '../../domain/change.decide.js';
import type { ChangeState } from '../../domain/change.state.js';
import { changeAggregate } from '../change.aggregate.js';

/** Opens a change request. Its id follows from the command's, unless the application form fixed it. */
export class RequestChange extends Command<Executed<ChangeState>> {
  constructor(
    readonly data: Omit<ChangeCommandData<'RequestChange'>, 'number'>,
    readonly metadata: CommandMetadata,
    readonly profile: string,
    readonly id: string = deriveId('change', metadata.commandId),
  ) {
    super();
  }
}

@CommandHandler(RequestChange)
export class RequestChangeHandler implements ICommandHandler<RequestChange> {
  constructor(
    @Inject(CommandExecutor) private readonly executor: CommandExecutor,
    @Inject(ProfileRegistry) private readonly profiles: ProfileRegistry,
    @Inject(NumberAllocator) private readonly numbers: NumberAllocator,
  ) {}

  async execute({ id, data, metadata, profile }: RequestChange): Promise<Executed<ChangeState>> {
    return this.executor.execute(changeAggregate, {
      id,
      command: 'RequestChange',
      metadata,
      creates: true,
      decide: async (state) => {
        const { timeZone } = this.profiles.inForce(profile).definition;
        const number = await this.numbers.next('CHG', metadata.occurredAt, timeZone);
        return decideChange({ type: 'RequestChange', data: { ...data, number }, metadata }, state);
      },
    });
  }
}
