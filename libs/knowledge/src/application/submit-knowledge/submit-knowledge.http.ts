import type { CommandMetadata } from '@evidesk/kernel';
import { incidentDetailsProjection } from '@evidesk/incidents';
import {
  answer,
  type CommandAnswer,
  commandData,
  CommandMeta,
  type Config,
  CONFIG,
  OptionalId,
  OptionalInstant,
  OptionalMarkdown,
  OptionalName,
  OptionalText,
  OptionalTextList,
  Requires,
  View,
} from '@evidesk/platform';
import { Body, Controller, Inject, Post, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { MAX_KEYWORDS, MAX_SOURCES } from '../../contract/fields.js';
import type { Written } from './from-incident.js';
import { SubmitKnowledge } from './submit-knowledge.handler.js';

export class SubmitKnowledgeBody implements Written {
  @OptionalId({ doc: 'The incident from which it is written: what is left out here comes from there (S1-20)' })
  fromIncident?: string;
  @OptionalText({ max: 200, doc: 'Required, unless the incident has a symptom' }) title?: string;
  @OptionalText({ max: 500, doc: 'How it shows (事件现象)' }) symptom?: string;
  @OptionalMarkdown(20_000, { doc: 'Where it happens: versions, sites, what has to be so' }) environment?: string;
  @OptionalText({ max: 200, doc: 'Configuration item' }) affectedCi?: string;
  @OptionalMarkdown(20_000) cause?: string;
  @OptionalMarkdown(20_000, { doc: 'What to do. Required, unless the incident has one' }) solution?: string;
  @OptionalName({ doc: 'A category of the process profile' }) category?: string;
  @OptionalTextList({ max: MAX_KEYWORDS, each: { max: 64 } }) keywords?: string[];
  @OptionalTextList({ max: MAX_SOURCES, each: { max: 64 }, doc: 'Ids of the incidents that it comes from' })
  incidents?: string[];
  @OptionalTextList({ max: MAX_SOURCES, each: { max: 64 }, doc: 'Ids of the problems that it comes from' })
  problems?: string[];
  @OptionalInstant({ doc: 'When it happened, where that is not now' }) occurredAt?: string;
}

@ApiTags('knowledge')
@Controller('v1/knowledge')
export class SubmitKnowledgeRoute {
  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Answers with id and number. 400 when title or solution is missing, or something named does not exist. */
  @Post()
  @Requires('SubmitKnowledge')
  @View(incidentDetailsProjection.name)
  @ApiOperation({ summary: 'Submit a knowledge item, of its own or from an incident (S4-10, S1-20)' })
  async handle(
    @Body() body: SubmitKnowledgeBody,
    @CommandMeta() metadata: CommandMetadata,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CommandAnswer & { readonly number: string }> {
    const { fromIncident, ...written } = commandData<SubmitKnowledgeBody>(body);
    const { id, revision, position, state } = await this.commands.execute(
      new SubmitKnowledge(written, fromIncident, metadata, this.config.profile),
    );
    if (state.status === 'unsubmitted') throw new Error('a submitted article has a state');
    void reply.header('location', `/v1/knowledge/${id}`);
    return answer(reply, { id, number: state.number, revision, position });
  }
}
