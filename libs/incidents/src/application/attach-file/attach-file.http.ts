import { BLOB_STORE, type BlobStore } from '@evidesk/blob-store';
import { CommandExecutor } from '@evidesk/executor';
import type { CommandMetadata } from '@evidesk/kernel';
import {
  answer,
  type CommandAnswer,
  CommandMeta,
  type Config,
  CONFIG,
  Consumes,
  IdPipe,
  OptionalText,
  rawBodyOf,
  Requires,
  Text,
  withContent,
} from '@evidesk/platform';
import { Controller, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiBody, ApiConsumes, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { mustBeFreeToAttach } from '../../domain/decide/attaching.js';
import { mustExist } from '../../domain/refusals.js';
import { ExecuteIncidentCommand } from '../execute-incident-command.js';
import { incidentAggregate } from '../incident.aggregate.js';
import { FILE_TYPE } from './raw-files.http.js';

const MEDIA_TYPE = '^[A-Za-z0-9][A-Za-z0-9!#$&^_.+\\-]{0,62}/[A-Za-z0-9][A-Za-z0-9!#$&^_.+\\-]{0,62}$';

export class AttachFileParameters {
  @Text({ max: 200, doc: 'The name of the file' }) name!: string;
  @OptionalText({ max: 127, pattern: MEDIA_TYPE, doc: `Its media type; by default ${FILE_TYPE}` }) mediaType?: string;
}

@ApiTags('incidents')
@Controller('v1/incidents/:id/attachments')
export class AttachFileRoute {
  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(CommandExecutor) private readonly executor: CommandExecutor,
    @Inject(BLOB_STORE) private readonly blobs: BlobStore,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Answers 201 once the bytes and the event are durable, with the SHA-256 under which they are fetched. */
  @Post()
  @Requires('AttachFile')
  @Consumes(FILE_TYPE)
  @ApiConsumes(FILE_TYPE)
  @ApiBody({ schema: { type: 'string', format: 'binary' } })
  @ApiOperation({ summary: 'Attach a file: its bytes as the body, its name and type in the query' })
  async handle(
    @Param('id', IdPipe) id: string,
    @Query() { name, mediaType = FILE_TYPE }: AttachFileParameters,
    @Req() request: FastifyRequest,
    @CommandMeta() metadata: CommandMetadata,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CommandAnswer & { readonly sha256: string; readonly size: number }> {
    // Asked before a byte is stored, so that nobody fills the store with what belongs nowhere.
    const { state } = await this.executor.load(incidentAggregate, id);
    mustBeFreeToAttach(metadata.actor, mustExist(state));
    const { sha256, size } = await this.blobs.put(await rawBodyOf(request, this.config.attachmentLimit, FILE_TYPE));
    const data = { sha256, size, name, mediaType: mediaType.toLowerCase(), source: 'upload' as const };
    const { revision, position } = await this.commands.execute(
      new ExecuteIncidentCommand(id, { type: 'AttachFile', data, metadata: withContent(metadata, sha256) }),
    );
    void reply.header('location', `/v1/attachments/${sha256}`);
    return answer(reply, { id, revision, position, sha256, size });
  }
}
