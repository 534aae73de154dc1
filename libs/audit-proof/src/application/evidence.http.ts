import { Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import { type EventStore, STORED_EVENTS } from '@evidesk/event-store';
import { GetIncident, incidentDetailsProjection } from '@evidesk/incidents';
import type { Clock, IdGenerator } from '@evidesk/kernel';
import {
  CLOCK,
  CurrentPrincipal,
  Discloses,
  ID_GENERATOR,
  KeyFileError,
  type Logger,
  LOGGER,
  OptionalWhole,
  type Principal,
  Requires,
  View,
} from '@evidesk/platform';
import { Controller, Get, Inject, Param, Query, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { makeBundle } from '../evidence/bundle.js';
import { packTar } from '../evidence/tar.js';
import { sealingMetadata } from '../sealing/sealing-metadata.js';
import { SealRecorder } from '../sealing/seal-recorder.js';

const ARCHIVE = 'application/gzip';

export class EvidenceParameters {
  @OptionalWhole({ min: 1, doc: 'The number of a seal that you know: the bundle leads by it to the newest one' })
  through?: number;
}

@ApiTags('evidence')
@Controller('v1/incidents')
@View(incidentDetailsProjection.name)
export class EvidenceRoute {
  constructor(
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(STORED_EVENTS) private readonly events: EventStore,
    @Inject(SealRecorder) private readonly recorder: SealRecorder,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(ID_GENERATOR) private readonly ids: IdGenerator,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  @Get(':id/evidence')
  @Requires('ReadEvidence')
  @Discloses('evidence')
  @ApiProduces(ARCHIVE)
  @ApiOperation({
    summary:
      'A bundle that proves an incident, by id or number, to anybody: events, seals, inclusion proofs, keys, and how to check them (tar.gz)',
  })
  async evidence(
    @Param('id') idOrNumber: string,
    @Query() { through }: EvidenceParameters,
    @CurrentPrincipal() principal: Principal,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const incident = await this.queries.execute(new GetIncident(idOrNumber, { all: true }));
    await this.sealFirst(principal);
    const exportedAt = this.clock.now();
    const seals = through === undefined ? {} : { through: [through] };
    const bundle = await makeBundle(this.events, { incident: incident.id, exportedAt, ...seals });
    const name = `evidence-${incident.number}`;
    const archive = Readable.from(packTar(name, bundle.files, Date.parse(exportedAt))).pipe(createGzip());
    await reply
      .code(200)
      .header('content-type', ARCHIVE)
      .header('content-disposition', `attachment; filename="${name}.tar.gz"`)
      .send(archive);
  }

  /** The newest events are to be covered too. Where this process has not the key, the bundle says which are not. */
  private async sealFirst(principal: Principal): Promise<void> {
    try {
      await this.recorder.sealNow(sealingMetadata(principal, this.clock, this.ids));
    } catch (error) {
      if (!(error instanceof KeyFileError)) throw error;
      this.logger.warn({ err: error }, 'evidence is handed out without its newest events sealed');
    }
  }
}
