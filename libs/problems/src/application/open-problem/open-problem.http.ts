import type { CommandMetadata } from '@evidesk/kernel';
import {
  answer,
  type CommandAnswer,
  commandData,
  CommandMeta,
  type Config,
  CONFIG,
  Markdown,
  OptionalInstant,
  OptionalTextList,
  Requires,
  Text,
} from '@evidesk/platform';
import { Body, Controller, Inject, Post, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { OpenProblem } from './open-problem.handler.js';

const MOST_AT_ONCE = 50;

export class OpenProblemBody {
  @Text({ max: 200, doc: 'What keeps happening' }) title!: string;
  @Markdown(20_000, { doc: 'What is known of it' }) description!: string;
  @OptionalTextList({
    max: MOST_AT_ONCE,
    each: { max: 64 },
    doc: 'Ids of the incidents that are handed over (转单, S2-02)',
  })
  incidents?: string[];
  @OptionalInstant({ doc: 'When it happened, where that is not now' }) occurredAt?: string;
}

@ApiTags('problems')
@Controller('v1/problems')
export class OpenProblemRoute {
  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Answers with id and number. 400 when an incident does not exist. */
  @Post()
  @Requires('OpenProblem')
  @ApiOperation({ summary: 'Open a problem, or hand incidents over to problem management (S1-32, S2-02)' })
  async handle(
    @Body() body: OpenProblemBody,
    @CommandMeta() metadata: CommandMetadata,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CommandAnswer & { readonly number: string }> {
    const { incidents = [], ...data } = commandData<OpenProblemBody>(body);
    const { id, revision, position, state } = await this.commands.execute(
      new OpenProblem({ ...data, incidents }, metadata, this.config.profile),
    );
    if (state.status === 'unproposed') throw new Error('an opened problem has a state');
    void reply.header('location', `/v1/problems/${id}`);
    return answer(reply, { id, number: state.number, revision, position });
  }
}
