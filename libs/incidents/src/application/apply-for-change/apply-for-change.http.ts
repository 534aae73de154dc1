import { type CommandMetadata, deriveId } from '@evidesk/kernel';
import {
  answer,
  type CommandAnswer,
  commandData,
  CommandMeta,
  ExpectedRevision,
  IdPipe,
  Markdown,
  OptionalExtra,
  OptionalInstant,
  OptionalText,
  Requires,
} from '@evidesk/platform';
import { Body, Controller, HttpCode, Inject, Param, Post, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { Extra, IncidentCommandData } from '../../domain/incident.commands.js';
import { ExecuteIncidentCommand } from '../execute-incident-command.js';

export class ApplyForChangeBody implements Omit<IncidentCommandData<'ApplyForChange'>, 'changeId'> {
  @Markdown(20_000, { doc: 'What is to be changed (S0-81)' }) description!: string;
  @Markdown(20_000, { doc: 'What can go wrong (S0-82)' }) riskAssessment!: string;
  @Markdown(20_000, { doc: 'How it is undone (S0-83)' }) rollbackPlan!: string;
  @OptionalText({ max: 200, doc: 'The configuration item that will change; else the one that the incident affects' })
  affectedCi?: string;
  @OptionalExtra({ doc: 'Attributes of that item that the change will set: its record follows (S1-34)' })
  plannedChanges?: Extra;
  @OptionalExtra({ doc: 'Fields that the process profile added to the form (S2-12)' }) extra?: Extra;
  @OptionalInstant({ doc: 'When it happened, where that is not now' }) occurredAt?: string;
}

@ApiTags('incidents')
@Controller('v1/incidents/:id/change-applications')
export class ApplyForChangeRoute {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  /** Answers with the id of the change request, which is opened from the application (S0-40). */
  @Post()
  @HttpCode(200)
  @Requires('ApplyForChange')
  @ApiOperation({ summary: 'Submit the change application form (node J; S0-79 … S0-83)' })
  async handle(
    @Param('id', IdPipe) id: string,
    @Body() body: ApplyForChangeBody,
    @CommandMeta() metadata: CommandMetadata,
    @ExpectedRevision() expected: number | 'exists' | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CommandAnswer & { readonly changeId: string }> {
    const changeId = deriveId('change', metadata.commandId);
    const form = commandData<Omit<IncidentCommandData<'ApplyForChange'>, 'changeId'>>(body);
    const { revision, position } = await this.commands.execute(
      new ExecuteIncidentCommand(
        id,
        { type: 'ApplyForChange', data: { ...form, changeId }, metadata },
        typeof expected === 'number' ? expected : undefined,
      ),
    );
    return answer(reply, { id, changeId, revision, position });
  }
}
