import type { CompiledProfile } from '@evidesk/profiles';
import { csvReport } from './csv.js';
import { htmlReport } from './html.js';
import type { ReportData } from './report-data.js';
import type { Language } from './words.js';
import { xlsxReport } from './xlsx.js';

export const REPORT_FORMATS = ['json', 'html', 'xlsx', 'csv'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

export const MEDIA_TYPES: Readonly<Record<ReportFormat, string>> = {
  json: 'application/json; charset=utf-8',
  html: 'text/html; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  csv: 'text/csv; charset=utf-8',
};

/** A report as it goes over the wire or into a file. */
export interface RenderedReport {
  readonly mediaType: string;
  readonly fileName: string;
  readonly body: string | Buffer;
}

/** A report in one format and language. */
export async function renderReport(
  data: ReportData,
  profile: CompiledProfile,
  format: ReportFormat,
  language: Language,
): Promise<RenderedReport> {
  return {
    mediaType: MEDIA_TYPES[format],
    fileName: `incident-statistics-${data.report.period}.${format}`,
    body: await bodyOf(data, profile, format, language),
  };
}

async function bodyOf(data: ReportData, profile: CompiledProfile, format: ReportFormat, language: Language) {
  switch (format) {
    case 'json':
      return JSON.stringify(data);
    case 'html':
      return htmlReport(data, profile, language);
    case 'xlsx':
      return xlsxReport(data, profile, language);
    case 'csv':
      return csvReport(data, profile, language);
  }
}
