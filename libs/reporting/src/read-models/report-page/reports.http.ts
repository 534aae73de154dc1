import { AsOfParameters, OptionalChoice, Requires, toInstant, View } from '@evidesk/platform';
import { readAsOf } from '@evidesk/time-travel';
import { Controller, Get, Headers, Inject, Param, Query, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { monthlyKpiProjection } from '../monthly-kpi/monthly-kpi.projection.js';
import { GetPastReport } from './get-past-report.query.js';
import { GetReport } from './get-report.query.js';
import { PAGE_POLICY } from './html.js';
import { MEDIA_TYPES, REPORT_FORMATS, type ReportFormat } from './render-report.js';
import { type Language, LANGUAGES } from './words.js';

export class ReportParameters extends AsOfParameters {
  @OptionalChoice(REPORT_FORMATS, { doc: 'Without it, what Accept asks for; else JSON' }) format?: ReportFormat;
  @OptionalChoice(LANGUAGES, { doc: 'Without it, Chinese where Accept-Language begins with it; else English' })
  lang?: Language;
}

@ApiTags('reports')
@Controller('v1/reports')
export class ReportsRoute {
  constructor(@Inject(QueryBus) private readonly queries: QueryBus) {}

  @Get(':period')
  @Requires('ReadReports')
  @View(monthlyKpiProjection.name)
  @ApiProduces(...REPORT_FORMATS.map((format) => MEDIA_TYPES[format].split(';', 1)[0] ?? ''))
  @ApiOperation({
    summary:
      'The incident statistics form of a month, quarter or year: JSON, page with charts, XLSX, CSV (S1-39, S1-88)',
  })
  async report(
    @Param('period') period: string,
    @Query() { format, lang, asOf, by }: ReportParameters,
    @Headers('accept') accept: string | undefined,
    @Headers('accept-language') languages: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string | Buffer> {
    const chosen = format ?? formatOf(accept);
    const language = lang ?? (languages?.trim().toLowerCase().startsWith('zh') === true ? 'zh-CN' : 'en');
    const wanted = new GetReport(period, chosen, language);
    const { mediaType, fileName, body } = await this.queries.execute(
      asOf === undefined ? wanted : new GetPastReport(wanted, readAsOf(asOf, by ?? 'recorded', toInstant)),
    );
    void reply.header('content-type', mediaType).header('content-language', language);
    if (chosen === 'html') void reply.header('content-security-policy', PAGE_POLICY);
    if (chosen === 'xlsx' || chosen === 'csv')
      void reply.header('content-disposition', `attachment; filename="${fileName}"`);
    return body;
  }
}

/** The first of the media types of `Accept` that there is a format for. */
export function formatOf(accept: string | undefined): ReportFormat {
  const wanted = (accept ?? '').split(',').map((part) => (part.split(';', 1)[0] ?? '').trim().toLowerCase());
  for (const mediaType of wanted) {
    const found = REPORT_FORMATS.find(
      (format) => MEDIA_TYPES[format].startsWith(`${mediaType};`) || MEDIA_TYPES[format] === mediaType,
    );
    if (found !== undefined) return found;
  }
  return 'json';
}
