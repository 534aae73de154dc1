import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';

/** What an import may be sent as. Which of them it is, the first bytes tell. */
export const UPLOAD_TYPES = ['text/csv', 'application/gzip', 'application/x-gzip'] as const;

/** Leaves the bodies of imports unread for their route, which streams them, instead of taking them whole as text. */
@Injectable()
export class StreamedBodies implements OnModuleInit {
  constructor(@Inject(HttpAdapterHost) private readonly host: HttpAdapterHost) {}

  onModuleInit(): void {
    const server = this.host.httpAdapter.getInstance<FastifyInstance>();
    for (const mediaType of UPLOAD_TYPES) {
      if (server.hasContentTypeParser(mediaType)) server.removeContentTypeParser(mediaType);
      server.addContentTypeParser(mediaType, (_request, payload, done) => done(null, payload));
    }
  }
}
