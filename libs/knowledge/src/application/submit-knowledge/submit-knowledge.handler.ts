import { CommandExecutor, type Executed } from '@evidesk/executor';
import { type CommandMetadata, deriveId } from '@evidesk/kernel';
import { NumberAllocator } from '@evidesk/numbering';
import { ProfileRegistry } from '@evidesk/profiles';
import { READ_STORE, type ReadStore } from '@evidesk/read-store';
import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { decideKnowledge } from '../../domain/knowledge.decide.js';
import type { KnowledgeState } from '../../domain/knowledge.state.js';
import { checkContent } from '../check-content.js';
import { knowledgeAggregate } from '../knowledge.aggregate.js';
import { reviewRule } from '../review-rule.js';
import { completed, sourceIncident, type Written } from './from-incident.js';

const PREFIX = 'KB';

/** Somebody writes down what he found out, of his own or from an incident (S1-20). */
export class SubmitKnowledge extends Command<Executed<KnowledgeState>> {
  constructor(
    readonly written: Written,
    readonly fromIncident: string | undefined,
    readonly metadata: CommandMetadata,
    readonly profile: string,
  ) {
    super();
  }
}

@CommandHandler(SubmitKnowledge)
export class SubmitKnowledgeHandler implements ICommandHandler<SubmitKnowledge> {
  constructor(
    @Inject(CommandExecutor) private readonly executor: CommandExecutor,
    @Inject(ProfileRegistry) private readonly profiles: ProfileRegistry,
    @Inject(NumberAllocator) private readonly numbers: NumberAllocator,
    @Inject(READ_STORE) private readonly store: ReadStore,
  ) {}

  async execute({ written, fromIncident, metadata, profile }: SubmitKnowledge): Promise<Executed<KnowledgeState>> {
    const inForce = this.profiles.inForce(profile);
    const source = fromIncident === undefined ? undefined : await sourceIncident(this.store, fromIncident);
    const content = completed(written, source, inForce);
    await checkContent(content, inForce, this.executor);
    return this.executor.execute(knowledgeAggregate, {
      id: deriveId('knowledge', metadata.commandId),
      metadata,
      creates: true,
      decide: async (state) => {
        const number = await this.numbers.next(PREFIX, metadata.occurredAt, inForce.definition.timeZone);
        const command = { type: 'SubmitKnowledge' as const, data: { ...content, number }, metadata };
        return decideKnowledge(command, state, reviewRule(inForce));
      },
    });
  }
}
