import { BLOB_STORE, type BlobStore } from '@evidesk/blob-store';
import { StoreUnavailable } from '@evidesk/kernel';
import { CurrentPrincipal, OptionalText, OptionalWhole, type Principal, Requires, View } from '@evidesk/platform';
import type { Page } from '@evidesk/read-store';
import { Controller, Get, Inject, Param, Query, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { incidentDetailsProjection } from '../incident-details/incident-details.projection.js';
import { sightOf } from '../sight.js';
import { type AttachmentEntry, attachmentsProjection } from './attachments.projection.js';
import { FindAttachment, ListAttachments } from './attachments.query.js';
import { savedAs } from './content-disposition.js';

const RETRY_AFTER_MS = 1_000;

export class AttachmentParameters {
  @OptionalWhole({ min: 1, max: 200 }) limit?: number;
  @OptionalText({ max: 2_000 }) cursor?: string;
}

@ApiTags('incidents')
@Controller('v1')
@View(attachmentsProjection.name, incidentDetailsProjection.name)
export class AttachmentsRoute {
  constructor(
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(BLOB_STORE) private readonly blobs: BlobStore,
  ) {}

  @Get('incidents/:id/attachments')
  @Requires('ReadIncidents')
  @ApiOperation({ summary: 'The files of an incident, by id or number, in the order in which they came' })
  list(
    @Param('id') id: string,
    @Query() parameters: AttachmentParameters,
    @CurrentPrincipal() principal: Principal,
  ): Promise<Page<AttachmentEntry>> {
    return this.queries.execute(new ListAttachments(id, sightOf(principal), parameters));
  }

  /** The bytes, for whoever may read an incident that has them. Never shown in place: a browser saves them. */
  @Get('attachments/:sha256')
  @ApiProduces('*/*')
  @Requires('ReadIncidents')
  @ApiOperation({ summary: 'A file by its SHA-256' })
  async download(
    @Param('sha256') sha256: string,
    @CurrentPrincipal() principal: Principal,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { name, mediaType } = await this.queries.execute(new FindAttachment(sha256, sightOf(principal)));
    const blob = await this.blobs.open(sha256);
    // Its event is there: its bytes are on another server, or not restored yet.
    if (blob === undefined) throw new StoreUnavailable('blob-store', RETRY_AFTER_MS);
    await reply
      .headers({
        'content-type': mediaType,
        'content-length': blob.size,
        'content-disposition': savedAs(name),
        'x-content-type-options': 'nosniff',
        'content-security-policy': "default-src 'none'; sandbox",
        'cache-control': 'private, no-store',
        etag: `"${sha256}"`,
      })
      .send(blob.bytes);
  }
}
