import { leaveUnread } from '@evidesk/platform';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';

/** As what a file is sent, whatever it is: its own media type is said beside it. */
export const FILE_TYPE = 'application/octet-stream';

/** Leaves files unread for their route. */
@Injectable()
export class RawFiles implements OnModuleInit {
  constructor(@Inject(HttpAdapterHost) private readonly host: HttpAdapterHost) {}

  onModuleInit(): void {
    leaveUnread(this.host.httpAdapter.getInstance<FastifyInstance>(), [FILE_TYPE]);
  }
}
