import type { CommandMetadata } from '@evidesk/kernel';
import { answer, type CommandAnswer, CommandMeta, type Config, CONFIG, Requires } from '@evidesk/platform';
import { Controller, Inject, Param, Post, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { FreezeReport } from './freeze-report.handler.js';

@ApiTags('reports')
@Controller('v1/reports/:period/freeze')
export class FreezeReportRoute {
  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Post()
  @Requires('FreezeReport')
  @ApiOperation({
    summary: 'Make the report of a month that has ended final: later events show as corrections (S1-39)',
  })
  async handle(
    @Param('period') month: string,
    @CommandMeta() metadata: CommandMetadata,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CommandAnswer> {
    const { id, revision, position } = await this.commands.execute(
      new FreezeReport(month, metadata, this.config.profile),
    );
    void reply.header('location', `/v1/reports/${month}`);
    return answer(reply, { id, revision, position });
  }
}
