import { incidentDetailsProjection, GetIncident, sightOf } from '@evidesk/incidents';
import type { Clock } from '@evidesk/kernel';
import {
  AsOfParameters,
  CLOCK,
  CurrentPrincipal,
  Discloses,
  OptionalChoice,
  OptionalText,
  OptionalWhole,
  type Principal,
  Requires,
  toInstant,
  View,
} from '@evidesk/platform';
import { readAsOf } from '@evidesk/time-travel';
import { Controller, Get, Headers, Inject, Param, Query, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { type Format, formatOf, FORMATS } from '../formats/format.js';
import { sendHistory } from '../formats/send-history.http.js';
import { Narrator } from '../wording/narrator.js';
import { pageHead } from '../wording/page-head.js';
import { languageOf } from '../wording/speech.js';
import { IncidentHistory } from './incident-history.js';

export class HistoryParameters extends AsOfParameters {
  @OptionalChoice(['ascending', 'descending']) order?: 'ascending' | 'descending';
  @OptionalChoice(['en', 'zh-CN'], { doc: 'Of the sentences; default: by Accept-Language' }) lang?: string;
  @OptionalChoice(FORMATS, { doc: 'Default: by Accept. All but `json` give everything at once' }) format?: Format;
  @OptionalWhole({ min: 1, max: 200 }) limit?: number;
  @OptionalText({ max: 2_000 }) cursor?: string;
}

@ApiTags('incidents')
@Controller('v1/incidents')
@View(incidentDetailsProjection.name)
export class IncidentHistoryRoute {
  constructor(
    private readonly histories: IncidentHistory,
    private readonly narrator: Narrator,
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get(':id/history')
  @Requires('ReadHistory')
  @Discloses('incident.history')
  @ApiProduces('application/json', 'application/jsonl', 'text/csv', 'text/html')
  @ApiOperation({ summary: 'Who did what, when, to what effect: every event, in words, each field before and after' })
  async history(
    @Param('id') id: string,
    @Query() { lang, format: wanted, order, limit, cursor, asOf, by }: HistoryParameters,
    @Headers('accept') accept: string | undefined,
    @Headers('accept-language') acceptLanguage: string | undefined,
    @CurrentPrincipal() principal: Principal,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const language = languageOf(lang, acceptLanguage);
    const format = formatOf(wanted, accept);
    const sight = sightOf(principal);
    const past = asOf === undefined ? {} : { asOf: readAsOf(asOf, by ?? 'recorded', toInstant) };
    const request = { incident: id, sight, language, order, ...past };
    void reply.header('content-language', language).header('vary', 'accept, accept-language');
    if (format === 'json') {
      await reply.send(await this.histories.page(request, { limit, cursor }));
      return;
    }
    // What is not there or not in sight is refused before the first byte goes out.
    const { number, title } = await this.queries.execute(new GetIncident(id, sight));
    if (asOf !== undefined) await this.histories.page(request, { limit: 1 });
    const heading = [number, title].filter((part) => part !== undefined).join(' · ');
    const asked = asOf === undefined ? {} : { asOf, by: by ?? 'recorded' };
    const head = pageHead(
      this.narrator.inForce(language),
      { title: heading, about: 'one', asked },
      principal.id,
      this.clock.now(),
    );
    await sendHistory(reply, format, this.histories.all(request), head, number);
  }
}
