import { type EventStore, STORED_EVENTS } from '@evidesk/event-store';
import type { Clock, IdGenerator } from '@evidesk/kernel';
import { CLOCK, CurrentPrincipal, ID_GENERATOR, OptionalWhole, type Principal, Requires } from '@evidesk/platform';
import { Controller, Get, HttpCode, Inject, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { KeyRotation, Seal } from '../contract/seal-events.js';
import { SealRecorder } from '../sealing/seal-recorder.js';
import { sealingMetadata } from '../sealing/sealing-metadata.js';
import { readSealsBefore } from '../seals/read-seals.js';
import { sealHash } from '../seals/seal.js';

const DEFAULT_LIMIT = 50;

export class SealParameters {
  @OptionalWhole({ min: 2, doc: 'Only those with a lower number; `next` of the page before' }) before?: number;
  @OptionalWhole({ min: 1, max: 200 }) limit?: number;
}

/** A seal as it is handed out: with its hash, which is what to print and keep elsewhere. */
type ShownSeal = Omit<Seal, 'tags'> & { readonly hash: string };

@ApiTags('evidence')
@Controller('v1/seals')
export class SealsRoute {
  constructor(
    @Inject(STORED_EVENTS) private readonly events: EventStore,
    @Inject(SealRecorder) private readonly recorder: SealRecorder,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(ID_GENERATOR) private readonly ids: IdGenerator,
  ) {}

  @Get()
  @Requires('ReadEvidence')
  @ApiOperation({ summary: 'Seals, newest first, each with its hash' })
  async list(
    @Query() { before, limit = DEFAULT_LIMIT }: SealParameters,
  ): Promise<{ readonly items: readonly ShownSeal[]; readonly next?: number }> {
    const seals = await readSealsBefore(this.events, before, limit);
    const last = seals.at(-1);
    const isMore = seals.length === limit && last !== undefined && last.number > 1;
    return { items: seals.map(shown), ...(isMore && { next: last.number }) };
  }

  @Post()
  @HttpCode(200)
  @Requires('OperateSystem')
  @ApiOperation({ summary: 'Seal now all that is not sealed yet; answers the newest seal, or none' })
  async sealNow(@CurrentPrincipal() principal: Principal): Promise<{ readonly newest: ShownSeal | null }> {
    const seal = await this.recorder.sealNow(sealingMetadata(principal, this.clock, this.ids));
    return { newest: seal === undefined ? null : shown(seal) };
  }

  @Post('key-rotations')
  @Requires('OperateSystem')
  @ApiOperation({ summary: 'Let a fresh key sign seals from now on; the old one signs this and nothing more' })
  rotate(@CurrentPrincipal() principal: Principal): Promise<KeyRotation> {
    return this.recorder.rotateKey(sealingMetadata(principal, this.clock, this.ids));
  }
}

function shown(seal: Seal): ShownSeal {
  const { tags: _, ...bare } = seal;
  return { hash: sealHash(seal), ...bare };
}
