import type { CommandMetadata } from '@evidesk/kernel';
import { CommandMeta, type Config, CONFIG, Consumes, POSITION_HEADER, rawBodyOf, Requires } from '@evidesk/platform';
import { Controller, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { MailIntake, type MailOutcome } from './mail-intake.js';
import { MAIL_TYPE } from './raw-mails.http.js';

@ApiTags('inbound')
@Controller('v1/inbound/email')
export class EmailRoute {
  constructor(
    @Inject(MailIntake) private readonly intake: MailIntake,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * Answers 200 with the incident and what the mail became there, or with `{ignored: reason}` for what a machine wrote
   * (RFC 3834). 429 and 503 ask the mail server to keep the mail and bring it again; 400 and 413 are for good.
   */
  @Post()
  @HttpCode(200)
  @Requires('ReceiveEmail')
  @Consumes(MAIL_TYPE)
  @ApiConsumes(MAIL_TYPE)
  @ApiBody({ schema: { type: 'string', format: 'binary' }, description: 'The message as it came (RFC 5322)' })
  @ApiOperation({ summary: 'Take a mail: a new incident, or a comment on the one that it answers' })
  async handle(
    @Req() request: FastifyRequest,
    @CommandMeta() metadata: CommandMetadata,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<MailOutcome> {
    const raw = await rawBodyOf(request, this.config.mailLimit, MAIL_TYPE);
    const outcome = await this.intake.take(raw, metadata);
    if ('position' in outcome) void reply.header(POSITION_HEADER, outcome.position);
    return outcome;
  }
}
