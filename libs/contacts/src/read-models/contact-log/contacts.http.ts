import { etag, IdPipe, OptionalText, OptionalWhole, Requires, View } from '@evidesk/platform';
import type { Page } from '@evidesk/read-store';
import { Controller, Get, Inject, Param, Query, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { type ContactDocument, contactLogProjection } from './contact-log.projection.js';
import { GetContact, ListContacts } from './contacts.query.js';

export class ContactParameters {
  @OptionalWhole({ min: 1, max: 200 }) limit?: number;
  @OptionalText({ max: 2_000 }) cursor?: string;
}

@ApiTags('contacts')
@Controller('v1/contacts')
@View(contactLogProjection.name)
@Requires('ReadReports')
export class ContactsRoute {
  constructor(@Inject(QueryBus) private readonly queries: QueryBus) {}

  @Get()
  @ApiOperation({ summary: 'The contact log, newest first (C23)' })
  list(@Query() parameters: ContactParameters): Promise<Page<ContactDocument>> {
    return this.queries.execute(new ListContacts(parameters));
  }

  @Get(':id')
  @ApiOperation({ summary: 'One contact' })
  async details(
    @Param('id', IdPipe) id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ContactDocument> {
    const contact = await this.queries.execute(new GetContact(id));
    void reply.header('etag', etag(contact.revision));
    return contact;
  }
}
