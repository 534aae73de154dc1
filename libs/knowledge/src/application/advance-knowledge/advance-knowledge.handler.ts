import { CommandExecutor, type Executed } from '@evidesk/executor';
import { type Config, CONFIG } from '@evidesk/platform';
import { ProfileRegistry } from '@evidesk/profiles';
import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { KnowledgeCommand } from '../../domain/knowledge.commands.js';
import { decideKnowledge } from '../../domain/knowledge.decide.js';
import type { KnowledgeState } from '../../domain/knowledge.state.js';
import { checkContent } from '../check-content.js';
import { knowledgeAggregate } from '../knowledge.aggregate.js';
import { reviewRule } from '../review-rule.js';

/** A command on an article that is there already. */
export class AdvanceKnowledge extends Command<Executed<KnowledgeState>> {
  constructor(
    readonly id: string,
    readonly command: KnowledgeCommand,
    readonly expectedRevision?: number,
  ) {
    super();
  }
}

@CommandHandler(AdvanceKnowledge)
export class AdvanceKnowledgeHandler implements ICommandHandler<AdvanceKnowledge> {
  constructor(
    @Inject(CommandExecutor) private readonly executor: CommandExecutor,
    @Inject(ProfileRegistry) private readonly profiles: ProfileRegistry,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async execute({ id, command, expectedRevision }: AdvanceKnowledge): Promise<Executed<KnowledgeState>> {
    const inForce = this.profiles.inForce(this.config.profile);
    if (command.type === 'ReviseKnowledge') await checkContent(command.data, inForce, this.executor);
    return this.executor.execute(knowledgeAggregate, {
      id,
      metadata: command.metadata,
      expectedRevision,
      decide: (state) => decideKnowledge(command, state, reviewRule(inForce)),
    });
  }
}
