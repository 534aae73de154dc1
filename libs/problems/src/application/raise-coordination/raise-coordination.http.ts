import type { CommandMetadata } from '@evidesk/kernel';
import {
  answer,
  type CommandAnswer,
  commandData,
  CommandMeta,
  Id,
  Markdown,
  Name,
  Nested,
  OptionalFlag,
  OptionalInstant,
  OptionalMarkdown,
  OptionalText,
  Requires,
  Text,
} from '@evidesk/platform';
import { Body, Controller, Inject, Post, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { RaiseCoordination, type RaiseCoordinationForm } from './raise-coordination.handler.js';

export class HandedToBody {
  @Name({ doc: 'The role that is to take it; its people are alerted (S1-45)' }) role!: string;
  @OptionalText({ max: 200, doc: 'The engineer, where one is chosen' }) engineer?: string;
}

export class RaiseCoordinationBody implements RaiseCoordinationForm {
  @Id({ doc: 'The incident that second line can not solve alone' }) incidentId!: string;
  @Text({ max: 200 }) title!: string;
  @Markdown(20_000, { doc: 'What the customer’s problem is' }) description!: string;
  @OptionalMarkdown(20_000, { doc: 'What was tried and found so far' }) analysisSoFar?: string;
  @Nested(() => HandedToBody) handedTo!: HandedToBody;
  @OptionalFlag({ doc: 'It needs a change: then with an emergency plan (S1-46)' }) needsChange?: boolean;
  @OptionalFlag({ doc: 'It takes long to resolve: then with an emergency plan (S1-46)' }) longResolution?: boolean;
  @OptionalMarkdown(20_000, { doc: 'Emergency handling plan (应急处理方案)' }) emergencyPlan?: string;
  @OptionalFlag({ doc: 'The solution changes information (信息变更): it enters problem management (S1-56)' })
  informationChange?: boolean;
  @OptionalInstant({ doc: 'When it happened, where that is not now' }) occurredAt?: string;
}

@ApiTags('coordination-forms')
@Controller('v1/coordination-forms')
export class RaiseCoordinationRoute {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  /** Answers with id and number. 400 when the incident does not exist, or a plan is missing. */
  @Post()
  @Requires('RaiseCoordination')
  @ApiOperation({ summary: 'Submit the problem coordination form 《客户问题协调单》 (S1-38, S1-45)' })
  async handle(
    @Body() body: RaiseCoordinationBody,
    @CommandMeta() metadata: CommandMetadata,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CommandAnswer & { readonly number: string }> {
    const form = commandData<RaiseCoordinationForm>(body);
    const { id, revision, position, state } = await this.commands.execute(
      new RaiseCoordination({ ...form, handedTo: { ...form.handedTo } }, metadata),
    );
    if (state.status === 'unraised') throw new Error('a form that was raised has a state');
    void reply.header('location', `/v1/coordination-forms/${id}`);
    return answer(reply, { id, number: state.number, revision, position });
  }
}
