import type { PersonalFields } from '@evidesk/kernel';
import type { ReportEvent } from './report-events.js';

/** Sums, and ids of incidents. */
export const reportPersonalData: PersonalFields<ReportEvent['type']> = {
  'report.frozen': 'none',
};
