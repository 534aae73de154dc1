import type { CommandMetadata } from '@evidesk/kernel';
import {
  answer,
  type CommandAnswer,
  commandData,
  CommandMeta,
  type Config,
  CONFIG,
  Markdown,
  OptionalExtra,
  OptionalInstant,
  OptionalText,
  Requires,
} from '@evidesk/platform';
import { Body, Controller, Inject, Post, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { ChangeCommandData } from '../../domain/change.commands.js';
import { RequestChange } from './request-change.handler.js';

/** A change of its own right. One that an incident needs is applied for at the incident. */
export class RequestChangeBody implements Omit<ChangeCommandData<'RequestChange'>, 'number' | 'incidentId'> {
  @Markdown(20_000, { doc: 'What is to be changed (S0-81)' }) description!: string;
  @Markdown(20_000, { doc: 'What can go wrong (S0-82)' }) riskAssessment!: string;
  @Markdown(20_000, { doc: 'How it is undone (S0-83)' }) rollbackPlan!: string;
  @OptionalText({ max: 200, doc: 'The configuration item that will change (S1-34)' }) affectedCi?: string;
  @OptionalExtra({ doc: 'Attributes of that item that the change will set: its record follows (S1-34)' })
  plannedChanges?: Readonly<Record<string, string | number | boolean>>;
  @OptionalInstant({ doc: 'When it happened, where that is not now' }) occurredAt?: string;
}

@ApiTags('changes')
@Controller('v1/changes')
export class RequestChangeRoute {
  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Post()
  @Requires('RequestChange')
  @ApiOperation({ summary: 'Request a change (S0-79 … S0-83)' })
  async handle(
    @Body() body: RequestChangeBody,
    @CommandMeta() metadata: CommandMetadata,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CommandAnswer & { readonly number: string }> {
    const { id, revision, position, state } = await this.commands.execute(
      new RequestChange(commandData(body), metadata, this.config.profile),
    );
    if (state.status === 'unrequested') throw new Error('a requested change has a state');
    void reply.header('location', `/v1/changes/${id}`);
    return answer(reply, { id, number: state.number, revision, position });
  }
}
