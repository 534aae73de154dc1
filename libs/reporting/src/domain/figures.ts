import { count, type FigureDefinition, mean, percent, percentile, words } from './figure-definition.js';

const RESPONSE = words('response time', '响应时间');
const RESPONSE_WORKING = words('response time (working)', '响应时间（工作时间）');
const RESOLUTION = words('resolution time', '解决时间');
const RESOLUTION_WORKING = words('resolution time (working)', '解决时间（工作时间）');
const TO_RESPONSE = words('mean of report → first response', '报告至首次响应的平均值');
const TO_RESOLUTION = words('mean of report → resolution', '报告至解决的平均值');
const TARGETS_MET = ['responseTargetsMet', 'resolutionTargetsMet'];
const TARGETS = ['responseTargets', 'resolutionTargets'];
const HAPPENED = words('times in the period', '期间发生次数');

/** Every figure, in the order of the reports. Formulas of S0 and S4 are ours (C8), those of S1 are literal. */
export const FIGURES = {
  recorded: count(
    'incident_total',
    'reported',
    'S0-90',
    'recorded',
    words('Incidents recorded', '事件总数'),
    words('incidents reported in the period', '期间报告的事件数'),
  ),
  closureRate: percent(
    'closure_rate',
    'reported',
    'S0-90',
    ['recordedClosed'],
    ['recorded'],
    words('Closure rate', '事件关闭率'),
    words('of the incidents reported, those closed by now', '期间报告的事件中已关闭的占比'),
  ),
  closed: count(
    'closed',
    'ended',
    'S0-90',
    'closed',
    words('Incidents closed', '关闭事件数'),
    words('incidents closed in the period', '期间关闭的事件数'),
  ),
  cancelled: count(
    'cancelled',
    'ended',
    'C9',
    'cancelled',
    words('Incidents withdrawn', '撤销事件数'),
    words('incidents withdrawn in the period', '期间撤销的事件数'),
  ),
  duplicates: count(
    'duplicates',
    'ended',
    'C9',
    'duplicate',
    words('Duplicates', '重复事件数'),
    words('incidents marked as duplicates in the period', '期间标记为重复的事件数'),
  ),
  meanResponseMs: mean(
    'mean_response_time',
    'responseMs',
    'responded',
    words('Mean response time', '平均响应时间'),
    TO_RESPONSE,
  ),
  meanResponseWorkingMs: mean(
    'mean_response_time',
    'responseWorkingMs',
    'responded',
    words('Mean response time (working)', '平均响应时间（工作时间）'),
    TO_RESPONSE,
  ),
  medianResponseMs: percentile('mean_response_time', 'rc', 0.5, RESPONSE),
  p90ResponseMs: percentile('mean_response_time', 'rc', 0.9, RESPONSE),
  medianResponseWorkingMs: percentile('mean_response_time', 'rw', 0.5, RESPONSE_WORKING),
  p90ResponseWorkingMs: percentile('mean_response_time', 'rw', 0.9, RESPONSE_WORKING),
  meanResolutionMs: mean(
    'mean_resolution_time',
    'resolutionMs',
    'resolved',
    words('Mean resolution time', '平均解决时间'),
    TO_RESOLUTION,
  ),
  meanResolutionWorkingMs: mean(
    'mean_resolution_time',
    'resolutionWorkingMs',
    'resolved',
    words('Mean resolution time (working)', '平均解决时间（工作时间）'),
    TO_RESOLUTION,
  ),
  medianResolutionMs: percentile('mean_resolution_time', 'sc', 0.5, RESOLUTION),
  p90ResolutionMs: percentile('mean_resolution_time', 'sc', 0.9, RESOLUTION),
  medianResolutionWorkingMs: percentile('mean_resolution_time', 'sw', 0.5, RESOLUTION_WORKING),
  p90ResolutionWorkingMs: percentile('mean_resolution_time', 'sw', 0.9, RESOLUTION_WORKING),
  satisfaction: {
    kind: 'score',
    code: 'user_satisfaction',
    cohort: 'ended',
    requirement: 'S0-92',
    numerator: ['satisfactionTenths'],
    denominator: ['rated'],
    labels: words('User satisfaction', '用户满意度'),
    formula: words('mean of the scores given, 0 to 5', '所给评分（0–5）的平均值'),
  },
  firstLineResolutionRate: percent(
    'first_line_resolution_rate',
    'ended',
    'S0-93',
    ['resolvedByLine1'],
    ['handledByLine1'],
    words('First-line resolution rate', '一线解决率'),
    words('resolved by line 1 ÷ handled by line 1', '一线解决 ÷ 一线处理'),
  ),
  secondLineResolutionRate: percent(
    'second_line_resolution_rate',
    'ended',
    'S0-93',
    ['resolvedByLine2'],
    ['handledByLine2'],
    words('Second-line resolution rate', '二线解决率'),
    words('resolved by line 2 ÷ handled by line 2', '二线解决 ÷ 二线处理'),
  ),
  resolutionRate: percent(
    'resolution_rate',
    'ended',
    'S1-57',
    ['successful'],
    ['counted'],
    words('Resolution rate', '事件解决率'),
    words(
      '(successfully resolved incidents ÷ total closed incidents) × 100%',
      '（成功解决的事件数 ÷ 已关闭事件总数）× 100%',
    ),
  ),
  onTimeResolutionRate: percent(
    'on_time_resolution_rate',
    'ended',
    'S1-58',
    ['onTime'],
    ['counted'],
    words('On-time resolution rate', '事件按时解决率'),
    words(
      '(incidents resolved within the time set for their level ÷ total closed incidents) × 100%',
      '（在级别规定时间内解决的事件数 ÷ 已关闭事件总数）× 100%',
    ),
  ),
  onTimeAtResolution: percent(
    'on_time_resolution_rate',
    'ended',
    'C10',
    ['onTimeAtResolution'],
    ['counted'],
    words('… by the target at resolution', '…按解决时的目标'),
    words('judged by the target in force at resolution', '按解决时生效的目标判定'),
  ),
  onTimeBySegments: percent(
    'on_time_resolution_rate',
    'ended',
    'C10',
    ['onTimeBySegments'],
    ['counted'],
    words('… by the target of each segment', '…按各时段的目标'),
    words('judged by the targets of every segment', '按各时段生效的目标判定'),
  ),
  followUpTimeliness: percent(
    'follow_up_timeliness',
    'followed-up',
    'S1-59',
    ['followedUpOnTime'],
    ['followedUp'],
    words('Follow-up timeliness', '事件回访的及时率'),
    words('incidents followed up on time ÷ total incidents followed up', '及时回访的事件数 ÷ 回访的事件总数'),
  ),
  slaAttainment: percent(
    'sla_attainment',
    'target',
    'S4-67',
    TARGETS_MET,
    TARGETS,
    words('SLA attainment', 'SLA达成率'),
    words(
      '(fulfilled targets ÷ targets that ended in the period) × 100%',
      '（达成的目标 ÷ 期间到期或完成的目标）× 100%',
    ),
  ),
  responseAttainment: percent(
    'sla_attainment',
    'target',
    'S4-67',
    ['responseTargetsMet'],
    ['responseTargets'],
    words('… of response targets', '…响应目标'),
    words('the same of response targets alone', '仅响应目标'),
  ),
  resolutionAttainment: percent(
    'sla_attainment',
    'target',
    'S4-67',
    ['resolutionTargetsMet'],
    ['resolutionTargets'],
    words('… of resolution targets', '…解决目标'),
    words('the same of resolution targets alone', '仅解决目标'),
  ),
  serviceConsistency: percent(
    'service_consistency',
    'ended',
    'S4-68',
    ['consistent'],
    ['counted'],
    words('Service consistency', '服务一致性'),
    words(
      '(closed incidents that kept every target and were never sent back ÷ total closed incidents) × 100%',
      '（所有目标均达成且未被退回的已关闭事件数 ÷ 已关闭事件总数）× 100%',
    ),
  ),
  warnings: count('sla_warnings', 'happened', 'S4-27', 'warnings', words('SLA warnings', 'SLA预警次数'), HAPPENED),
  breaches: count('sla_breaches', 'happened', 'S4-27', 'breaches', words('SLA breaches', 'SLA违约次数'), HAPPENED),
  reassignments: count(
    'reassignments',
    'happened',
    'S4-48',
    'reassignments',
    words('Reassignments', '改派次数'),
    HAPPENED,
  ),
  functionalEscalations: count(
    'functional_escalations',
    'happened',
    'S0-30',
    'escalatedFunctionally',
    words('Escalations to the next tier', '职能升级次数'),
    HAPPENED,
  ),
  hierarchicalEscalations: count(
    'hierarchical_escalations',
    'happened',
    'S0-30',
    'escalatedHierarchically',
    words('Escalations to management', '管理升级次数'),
    HAPPENED,
  ),
  rejections: count(
    'rejections',
    'happened',
    'C7',
    'rejections',
    words('Resolutions sent back', '解决被退回次数'),
    HAPPENED,
  ),
  contactsReceived: count(
    'contacts',
    'contact',
    'C23',
    'received',
    words('Contacts received', '接入联络数'),
    words('contacts received in the period', '期间接入的联络数'),
  ),
  acceptanceRate: percent(
    'acceptance_rate',
    'contact',
    'S1-15',
    ['answered'],
    ['received'],
    words('Acceptance rate', '接受率'),
    words('contacts answered ÷ contacts received × 100%', '已应答联络 ÷ 接入联络 × 100%'),
  ),
  recordingRate: percent(
    'recording_rate',
    'contact',
    'S1-16',
    ['recordedContacts'],
    ['requests'],
    words('Recording rate', '记录率'),
    words(
      'contacts recorded as incidents ÷ answered contacts that ask for something × 100%',
      '已记录为事件的联络 ÷ 有诉求的已应答联络 × 100%',
    ),
  ),
  complaintRate: percent(
    'complaint_rate',
    'contact',
    'S4-66',
    ['complaints'],
    ['answered'],
    words('Complaint rate', '投诉率'),
    words('contacts that complain ÷ contacts answered × 100%', '投诉联络 ÷ 已应答联络 × 100%'),
  ),
} as const satisfies Readonly<Record<string, FigureDefinition>>;

export type FigureName = keyof typeof FIGURES;
export const FIGURE_NAMES = Object.keys(FIGURES) as FigureName[];
/** The definition of a figure, without what TypeScript knows of this one. */
export const definitionOf = (name: FigureName): FigureDefinition => FIGURES[name];
/** Whose figures these are: of incidents. The others are of contacts, and in no group. */
export const ofIncidents = (name: FigureName): boolean => FIGURES[name].cohort !== 'contact';

/** Raised whenever a formula or a cohort changes, so that a figure names the formula by which it was reckoned. */
export const FORMULAS_VERSION = 1;
/** `on_time_resolution_rate/onTimeBySegments@1` */
export const formulaId = (name: FigureName): string => `${FIGURES[name].code}/${name}@${FORMULAS_VERSION}`;

/** The figure of a name or of a code of the catalogue; of several of one code the first. */
export function figureNamed(kpi: string): FigureName | undefined {
  return FIGURE_NAMES.find((name) => name === kpi) ?? FIGURE_NAMES.find((name) => FIGURES[name].code === kpi);
}
