import type { CommandMetadata } from '@evidesk/kernel';
import {
  answer,
  type CommandAnswer,
  commandData,
  CommandMeta,
  type Config,
  CONFIG,
  InstantField,
  Markdown,
  Name,
  OptionalChoice,
  OptionalExtra,
  OptionalFlag,
  OptionalId,
  OptionalInstant,
  OptionalName,
  OptionalNested,
  OptionalText,
  Requires,
  Text,
} from '@evidesk/platform';
import { Body, Controller, Inject, Post, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { Extra, RecordIncidentData } from '../../domain/incident.commands.js';
import { RecordIncident } from './record-incident.handler.js';

class ExternalReference {
  @Name({ doc: 'The other system' }) system!: string;
  @Text({ max: 200, doc: 'Its id there' }) id!: string;
}

/** Form 7.1, identify and record (S0-54 … S0-60), and the fields of S4-28 … S4-44 that are known at recording. */
export class RecordIncidentBody implements Omit<RecordIncidentData, 'number'> {
  @OptionalName({
    doc: 'A service of the catalogue (`GET /v1/catalogue`): what it says is filled in where nothing is said here (S2-17)',
  })
  service?: string;
  @OptionalChoice(['incident', 'service_request']) recordType?: 'incident' | 'service_request';
  @OptionalText({ max: 200 }) title?: string;
  @Markdown(20_000, { doc: 'What is wrong, in Markdown (S0-55)' }) description!: string;
  @OptionalName({ doc: 'A type of the process profile (S0-56); may be left out where the service gives it' })
  type?: string;
  @OptionalName({ doc: 'A priority of the process profile; may be left out where impact and urgency give it (S0-57)' })
  priority?: string;
  @Name({ doc: 'A source of the process profile: where it comes from (S0-26)' }) source!: string;
  @Name({ doc: 'By which channel (S4-70)' }) channel!: string;
  @InstantField({ doc: 'When it was discovered (S0-58)' }) discoveredAt!: string;
  @OptionalInstant({ doc: 'When it was reported (S4-30); by default when it occurred' }) reportedAt?: string;
  @Text({ max: 200, doc: 'User or system (S0-59)' }) reporter!: string;
  @OptionalText({ max: 128, doc: "The reporter's user id: he may follow and confirm" }) reporterId?: string;
  @Text({ max: 200, doc: 'How to reach the reporter (S0-60)' }) contact!: string;
  @OptionalText({ max: 200, doc: 'The unit that reports it (C24)' }) reportingUnit?: string;
  @OptionalText({ max: 200 }) customer?: string;
  @OptionalText({ max: 200 }) contract?: string;
  @OptionalName() category?: string;
  @OptionalName() subcategory?: string;
  @OptionalName() impact?: string;
  @OptionalName() urgency?: string;
  @OptionalText({ max: 1_000 }) impactScope?: string;
  @OptionalText({ max: 200, doc: 'Configuration item' }) affectedCi?: string;
  @OptionalText({ max: 500 }) symptom?: string;
  @OptionalText({ max: 200 }) handlingTeam?: string;
  @OptionalFlag({ doc: 'A data upload is affected (S1-65)' }) dataUploadAffected?: boolean;
  @OptionalId({ doc: 'The closed incident that this one repeats (S1-27)' }) recurrenceOf?: string;
  @OptionalNested(() => ExternalReference) externalRef?: ExternalReference;
  @OptionalExtra({ doc: 'Fields that the process profile added to the form (S2-12)' }) extra?: Extra;
  @OptionalInstant({ doc: 'When it happened, where that is not now' }) occurredAt?: string;
}

@ApiTags('incidents')
@Controller('v1/incidents')
export class RecordIncidentRoute {
  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Answers 201 with the new incident's id and number. */
  @Post()
  @Requires('RecordIncident')
  @ApiOperation({ summary: 'Record an incident (nodes A and D)' })
  async handle(
    @Body() body: RecordIncidentBody,
    @CommandMeta() metadata: CommandMetadata,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CommandAnswer & { readonly number: string }> {
    const data = commandData<Omit<RecordIncidentData, 'number'>>(body);
    const { id, revision, position, state } = await this.commands.execute(
      new RecordIncident(data, metadata, this.config.profile),
    );
    if (state.status === 'unrecorded') throw new Error('a recorded incident has a state');
    void reply.header('location', `/v1/incidents/${id}`);
    return answer(reply, { id, number: state.number, revision, position });
  }
}
