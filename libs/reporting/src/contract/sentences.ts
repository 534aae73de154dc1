import type { Sentences } from '@evidesk/kernel';
import type { ReportEvent } from './report-events.js';

/** What the event of a monthly report says, for people. */
export const reportSentences = {
  'report.frozen': {
    en: '{@actor} made the report of {month} final, by {profile.name} version {profile.version}.',
    'zh-CN': '{@actor}定稿了 {month} 的报告（{profile.name} 第 {profile.version} 版）。',
  },
} satisfies Sentences<ReportEvent['type']>;
