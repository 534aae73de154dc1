import type { ProblemKind } from '@evidesk/platform';

/** What reports can answer besides success. */
export const REPORT_PROBLEMS: readonly ProblemKind[] = [
  {
    code: 'report.bad-period',
    status: 400,
    title: 'That is no period',
    description: 'A period is a month `2026-10`, a quarter `2026-Q4` or a year `2026`; only months can be frozen.',
  },
  {
    code: 'report.future-period',
    status: 400,
    title: 'The period has not begun',
    description: '`detail` names the latest month, quarter and year of which there is a report.',
  },
  {
    code: 'report.unknown-kpi',
    status: 404,
    title: 'There is no such figure',
    description: '`known` has the codes of all figures, `figures` their names in the report.',
  },
  {
    code: 'report.no-such-part',
    status: 400,
    title: 'The figure has no denominator',
    description: 'A count has a numerator only.',
  },
  {
    code: 'report.bad-cursor',
    status: 400,
    title: 'The cursor belongs to something else',
    description: 'Send `next` of the page before, of the same figure and period.',
  },
  {
    code: 'report.not-ended',
    status: 409,
    title: 'The month has not ended',
    description: 'A report is frozen when nothing more can happen in its month.',
  },
  {
    code: 'report.already-frozen',
    status: 409,
    title: 'The report is frozen already',
    description: 'A month is frozen once; what comes later shows as corrections.',
  },
  {
    code: 'report.not-frozen',
    status: 404,
    title: 'The report is not frozen',
    description: 'Corrections are those of a frozen month.',
  },
];
