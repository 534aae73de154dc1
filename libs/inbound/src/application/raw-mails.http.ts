import { leaveUnread } from '@evidesk/platform';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';

/** The media type of a mail. */
export const MAIL_TYPE = 'message/rfc822';

/** Leaves mails unread for their route. */
@Injectable()
export class RawMails implements OnModuleInit {
  constructor(@Inject(HttpAdapterHost) private readonly host: HttpAdapterHost) {}

  onModuleInit(): void {
    leaveUnread(this.host.httpAdapter.getInstance<FastifyInstance>(), [MAIL_TYPE]);
  }
}
