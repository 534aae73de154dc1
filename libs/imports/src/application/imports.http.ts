import type { Readable } from 'node:stream';
import { EVENT_STORE, type EventStore } from '@evidesk/event-store';
import { CommandExecutor } from '@evidesk/executor';
import { type Clock, DomainError } from '@evidesk/kernel';
import {
  CLOCK,
  type Config,
  CONFIG,
  Consumes,
  type Logger,
  LOGGER,
  OptionalName,
  OptionalText,
  ProblemError,
  Refuses,
  Requires,
} from '@evidesk/platform';
import { ProfileRegistry } from '@evidesk/profiles';
import { Controller, Headers, HttpCode, Inject, Post, Query, Req, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { compileMapping } from '../mapping/compile-mapping.js';
import type { Mapping } from '../mapping/mapping.schema.js';
import { loadShippedMapping, parseMapping } from '../mapping/shipped-mappings.js';
import { fromMappingHeader, MAPPING_HEADER } from './mapping-header.js';
import { reportLines } from './report-lines.js';
import { UPLOAD_TYPES } from './streamed-bodies.http.js';
import { takeUpload } from './upload.js';

export class ImportParameters {
  @OptionalName({
    doc: 'The name of a mapping that ships; or send your own, gzipped and in base64, as Evidesk-Mapping',
  })
  mapping?: string;
  @OptionalText({ max: 64, doc: 'IANA zone of times without an offset, in place of the mapping’s' }) zone?: string;
}

@ApiTags('imports')
@Controller('v1/imports')
export class ImportsRoute {
  constructor(
    @Inject(CommandBus) private readonly bus: CommandBus,
    @Inject(CommandExecutor) private readonly executor: CommandExecutor,
    @Inject(EVENT_STORE) private readonly eventStore: EventStore,
    @Inject(ProfileRegistry) private readonly profiles: ProfileRegistry,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Answers once the file has arrived: NDJSON, a line for each rejected row, progress, and the summary at last. */
  @Post()
  @HttpCode(200)
  @Requires('ImportIncidents')
  @Refuses(404, 409)
  @Consumes(...UPLOAD_TYPES)
  @ApiProduces('application/x-ndjson')
  @ApiOperation({
    summary: 'Import an audit log: CSV, plain or gzipped, up to 1 GiB. Sent again, it goes on where it ended',
  })
  async handle(
    @Query() { mapping: name, zone }: ImportParameters,
    @Headers(MAPPING_HEADER) own: string | undefined,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const mapping = await mappingOf(name, own);
    refuseUnknownZone(mapping, zone);
    const body = request.body as Readable | undefined;
    if (typeof body?.pipe !== 'function')
      throw new ProblemError('request.media-type', `send the log as ${UPLOAD_TYPES.join(' or ')}`);
    const upload = await takeUpload(body);
    const { bus, executor, eventStore, clock } = this;
    const profile = this.profiles.inForce(this.config.profile);
    const options = { mapping, zone, ports: { bus, executor, eventStore }, profile, clock };
    const lines = reportLines(upload.file, options, (error) => this.logger.error({ err: error }, 'an import failed'));
    lines.once('close', () => void upload.dispose());
    await reply.code(200).header('content-type', 'application/x-ndjson; charset=utf-8').send(lines);
  }
}

async function mappingOf(name: string | undefined, own: string | undefined): Promise<Mapping> {
  if (own !== undefined) return parseMapping(fromMappingHeader(own));
  if (name !== undefined) return loadShippedMapping(name);
  throw new DomainError('invalid', 'request.invalid', 'name a mapping, or send one', {}, [
    { pointer: '/mapping', code: 'required', detail: `the query's mapping, or the header ${MAPPING_HEADER}` },
  ]);
}

function refuseUnknownZone(mapping: Mapping, zone: string | undefined): void {
  try {
    compileMapping(mapping, zone);
  } catch (error) {
    throw new DomainError(
      'invalid',
      'request.invalid',
      error instanceof Error ? error.message : 'the zone is unknown',
      {},
      [{ pointer: '/zone', code: 'not-an-option', detail: 'an IANA zone such as Asia/Shanghai' }],
    );
  }
}
