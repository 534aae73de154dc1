import type { CommandMetadata } from '@evidesk/kernel';
import {
  answer,
  type CommandAnswer,
  commandData,
  CommandMeta,
  OptionalExtra,
  OptionalInstant,
  OptionalText,
  Requires,
  Text,
} from '@evidesk/platform';
import { Body, Controller, Inject, Post, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { ciIdOf } from '../../domain/ci-id.js';
import type { Attributes } from '../../domain/ci.state.js';
import { AdvanceCi } from '../advance-ci/advance-ci.handler.js';

export class RegisterConfigurationItemBody {
  @Text({ max: 200, doc: 'What incidents and changes call it' }) name!: string;
  @OptionalText({ max: 200, doc: 'What kind of thing it is' }) kind?: string;
  @OptionalExtra({ doc: 'What is known of it' }) attributes?: Attributes;
  @OptionalInstant({ doc: 'When it happened, where that is not now' }) occurredAt?: string;
}

@ApiTags('configuration-items')
@Controller('v1/configuration-items')
export class RegisterCiRoute {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  /** Answers with the id, which follows from the name. 409 when the name is registered. */
  @Post()
  @Requires('RegisterConfigurationItem')
  @ApiOperation({ summary: 'Register a configuration item (S4-18)' })
  async handle(
    @Body() body: RegisterConfigurationItemBody,
    @CommandMeta() metadata: CommandMetadata,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CommandAnswer> {
    const { attributes = {}, name, kind } = commandData<RegisterConfigurationItemBody>(body);
    const data = { name: name.trim(), kind, attributes };
    const { id, revision, position } = await this.commands.execute(
      new AdvanceCi(ciIdOf(name), { type: 'RegisterConfigurationItem', data, metadata }),
    );
    void reply.header('location', `/v1/configuration-items/${id}`);
    return answer(reply, { id, revision, position });
  }
}
