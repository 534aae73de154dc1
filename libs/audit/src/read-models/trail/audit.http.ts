import type { Clock, Position } from '@evidesk/kernel';
import {
  CLOCK,
  CurrentPrincipal,
  Discloses,
  IdPipe,
  OptionalChoice,
  OptionalInstant,
  OptionalText,
  OptionalWhole,
  type Principal,
  Requires,
  toInstant,
  View,
} from '@evidesk/platform';
import { Controller, Get, Headers, Inject, Param, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { Access } from '../accesses/accesses.projection.js';
import { accessesProjection } from '../accesses/accesses.projection.js';
import { type AccessFilter, AccessList } from '../accesses/access-list.js';
import { type CauseChain, Causes, type Effects } from '../causes/causes.js';
import { type Format, formatOf, FORMATS } from '../formats/format.js';
import { sendHistory } from '../formats/send-history.http.js';
import { Narrator } from '../wording/narrator.js';
import { pageHead } from '../wording/page-head.js';
import { languageOf } from '../wording/speech.js';
import { type AuditFilter, AuditTrail } from './audit-trail.js';
import { AUDITED_KINDS, type AuditedKind, trailProjection } from './trail.projection.js';

const LANGUAGES = ['en', 'zh-CN'];

export class AuditParameters implements AuditFilter {
  @OptionalText({ max: 200, doc: 'Who did it: a user id, or `process:<name>`' }) actor?: string;
  @OptionalText({ max: 64, doc: 'In this role' }) role?: string;
  @OptionalText({ max: 100, doc: 'An event type: `incident.escalated`' }) action?: string;
  @OptionalText({ max: 100, doc: 'That changed this field: `priority`' }) field?: string;
  @OptionalChoice(AUDITED_KINDS, { doc: 'To this kind of thing' }) about?: AuditedKind;
  @OptionalText({ max: 128, doc: 'All that followed from one request' }) correlation?: string;
  @OptionalInstant({ doc: 'At or after' }) from?: string;
  @OptionalInstant({ doc: 'Before' }) before?: string;
  @OptionalChoice(['recorded', 'occurred'], { doc: 'What `from` and `before` mean; default: recorded (C22)' })
  by?: 'recorded' | 'occurred';
  @OptionalChoice(['ascending', 'descending']) order?: 'ascending' | 'descending';
  @OptionalChoice(LANGUAGES, { doc: 'Of the sentences; default: by Accept-Language' }) lang?: string;
  @OptionalChoice(FORMATS, { doc: 'Default: by Accept. All but `json` give everything at once' }) format?: Format;
  @OptionalWhole({ min: 1, max: 200 }) limit?: number;
  @OptionalText({ max: 2_000 }) cursor?: string;
}

export class CauseParameters {
  @OptionalChoice(LANGUAGES) lang?: string;
}

export class AccessParameters implements AccessFilter {
  @OptionalText({ max: 200, doc: 'Looks of this person' }) who?: string;
  @OptionalText({ max: 1_000, doc: 'Looks at this path: `/v1/incidents/<id>/history`' }) path?: string;
  @OptionalInstant({ doc: 'At or after' }) from?: string;
  @OptionalInstant({ doc: 'Before' }) before?: string;
  @OptionalWhole({ min: 1, max: 200 }) limit?: number;
  @OptionalText({ max: 2_000 }) cursor?: string;
}

/** The history of everything, for auditors. Every answer is put into the access log. */
@ApiTags('audit')
@Controller('v1/audit')
@Requires('ReadAudit')
@View(trailProjection.name)
export class AuditRoute {
  constructor(
    private readonly trail: AuditTrail,
    private readonly causes: Causes,
    private readonly accesses: AccessList,
    private readonly narrator: Narrator,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  @Discloses('audit')
  @ApiProduces('application/json', 'application/jsonl', 'text/csv', 'text/html')
  @ApiOperation({ summary: 'Who did what to which thing, newest first: each field before and after, in words' })
  async list(
    @Query() parameters: AuditParameters,
    @Headers('accept') accept: string | undefined,
    @Headers('accept-language') acceptLanguage: string | undefined,
    @CurrentPrincipal() principal: Principal,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { lang, format: wanted, limit, cursor, ...asked } = parameters;
    const language = languageOf(lang, acceptLanguage);
    const filter = inUtc(asked);
    const format = formatOf(wanted, accept);
    void reply.header('content-language', language).header('vary', 'accept, accept-language');
    if (format === 'json') {
      await reply.send(await this.trail.page(filter, language, { limit, cursor }));
      return;
    }
    const title = language === 'en' ? 'Audit history' : '审计历史';
    const head = pageHead(
      this.narrator.inForce(language),
      { title, about: 'many', asked },
      principal.id,
      this.clock.now(),
    );
    await sendHistory(reply, format, this.trail.all(filter, language), head, 'audit');
  }

  @Get('accesses')
  @View(accessesProjection.name)
  @Discloses('audit.accesses')
  @ApiOperation({ summary: 'Who looked at histories, at this one and at the feed of events, newest first' })
  looks(
    @Query() parameters: AccessParameters,
  ): Promise<{ readonly items: readonly Access[]; readonly next?: string; readonly asOfPosition: Position }> {
    return this.accesses.page(inUtc(parameters));
  }

  @Get(':eventId/causes')
  @Discloses('audit.causes')
  @ApiOperation({ summary: 'Why an event happened: command, process, deadline and event, back to the first request' })
  why(
    @Param('eventId', IdPipe) eventId: string,
    @Query() { lang }: CauseParameters,
    @Headers('accept-language') acceptLanguage: string | undefined,
  ): Promise<CauseChain> {
    return this.causes.chain(eventId, languageOf(lang, acceptLanguage));
  }

  @Get(':eventId/effects')
  @Discloses('audit.effects')
  @ApiOperation({ summary: 'All that followed from an event, as a tree' })
  whatFollowed(
    @Param('eventId', IdPipe) eventId: string,
    @Query() { lang }: CauseParameters,
    @Headers('accept-language') acceptLanguage: string | undefined,
  ): Promise<Effects> {
    return this.causes.effects(eventId, languageOf(lang, acceptLanguage));
  }
}

/** Bounds compare as strings with what is stored, which is in UTC. */
function inUtc<Bounds extends { readonly from?: string; readonly before?: string }>(asked: Bounds): Bounds {
  const { from, before } = asked;
  const utc = {
    ...(from !== undefined && { from: toInstant(from) }),
    ...(before !== undefined && { before: toInstant(before) }),
  };
  return { ...asked, ...utc };
}
