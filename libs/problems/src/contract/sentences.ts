import type { Sentences, Words } from '@evidesk/kernel';
import type { CoordinationEvent } from './coordination-events.js';
import type { ProblemEvent } from './problem-events.js';
import type { SymptomEvent } from './symptom-events.js';

/** What each event of a problem says, for people. */
export const problemSentences = {
  'problem.proposed': {
    en: '{@actor} proposed problem {number} “{title}” ({origin:problemOrigin}); {incidents:count} incidents[, {units:count} units, {needed} make one].',
    'zh-CN':
      '{@actor}提出候选问题 {number}“{title}”（{origin:problemOrigin}）；涉及事件 {incidents:count} 起[，单位 {units:count} 个，达到 {needed} 个即成立]。',
  },
  'problem.opened': {
    en: '{@actor} opened problem {number} “{title}” ({origin:problemOrigin}; {incidents:count} incidents): {description:prose}',
    'zh-CN':
      '{@actor}新建问题 {number}“{title}”（{origin:problemOrigin}；涉及事件 {incidents:count} 起）：{description:prose}',
  },
  'problem.accepted': {
    en: '{@actor} accepted the problem with {incidents:count} incidents[: {note:prose}]',
    'zh-CN': '{@actor}受理了该问题（事件 {incidents:count} 起）[：{note:prose}]',
  },
  'problem.dismissed': {
    en: '{@actor} dismissed the candidate: {reason:prose}',
    'zh-CN': '{@actor}否决了候选问题：{reason:prose}',
  },
  'problem.incident-added': {
    en: '{@actor} added incident {incidentId}[ of {unit}].',
    'zh-CN': '{@actor}加入了事件 {incidentId}[（单位 {unit}）]。',
  },
  'problem.root-cause-recorded': {
    en: '{@actor} wrote the root cause down: {rootCause:prose}',
    'zh-CN': '{@actor}记录了根本原因：{rootCause:prose}',
  },
  'problem.known-error-recorded': {
    en: '{@actor} wrote a workaround down: {workaround:prose}',
    'zh-CN': '{@actor}记录了已知错误的临时措施：{workaround:prose}',
  },
  'problem.resolved': {
    en: '{@actor} resolved it[ by change {changeId}]: {solution:prose}',
    'zh-CN': '{@actor}解决了该问题[（变更 {changeId}）]：{solution:prose}',
  },
  'problem.closed': {
    en: '{@actor} reviewed and closed it: {review:prose}',
    'zh-CN': '{@actor}回顾并关闭了该问题：{review:prose}',
  },
} satisfies Sentences<ProblemEvent['type']>;

/** What each event of a symptom's count says, for people. */
export const symptomSentences = {
  'symptom.observed': {
    en: '{@actor} noted that {unit} reported “{symptom}” with incident {incidentId} at {at:instant}.',
    'zh-CN': '{@actor}记下：{unit} 于 {at:instant} 通过事件 {incidentId} 报告了症状“{symptom}”。',
  },
  'symptom.withdrawn': {
    en: '{@actor} took incident {incidentId} out of the count.',
    'zh-CN': '{@actor}将事件 {incidentId} 移出统计。',
  },
  'symptom.became-system-bug': {
    en: '{@actor} found that {units:count} units report “{symptom}” ({needed} make a system bug): problem {problemId}.',
    'zh-CN': '{@actor}发现已有 {units:count} 个单位报告“{symptom}”（达到 {needed} 个即为系统缺陷）：问题 {problemId}。',
  },
  'symptom.series-ended': {
    en: '{@actor} ended the count: problem {problemId} is over.',
    'zh-CN': '{@actor}结束统计：问题 {problemId} 已了结。',
  },
} satisfies Sentences<SymptomEvent['type']>;

/** What each event of a problem coordination form 《客户问题协调单》 says, for people. */
export const coordinationSentences = {
  'coordination.raised': {
    en: '{@actor} submitted coordination form {number} “{title}” for incident {incidentNumber} to {handedTo.role:role}[, {handedTo.engineer}] (change needed: {needsChange:flag}; long resolution: {longResolution:flag}).',
    'zh-CN':
      '{@actor}为事件 {incidentNumber} 提交协调单 {number}“{title}”，转交{handedTo.role:role}[ {handedTo.engineer}]（需要变更：{needsChange:flag}；需较长时间解决：{longResolution:flag}）。',
  },
  'coordination.received': {
    en: '{@actor} received it; {receiver} has it.',
    'zh-CN': '{@actor}接收了协调单，接收人 {receiver}。',
  },
  'coordination.analysed': {
    en: '{@actor} analysed it (change needed: {needsChange:flag}; long resolution: {longResolution:flag}): {analysis:prose}',
    'zh-CN':
      '{@actor}完成分析（需要变更：{needsChange:flag}；需较长时间解决：{longResolution:flag}）：{analysis:prose}',
  },
  'coordination.information-change-found': {
    en: '{@actor} found that the solution changes information: “{title}” enters problem management (incident {incidentId}).',
    'zh-CN': '{@actor}认定解决方案涉及信息变更：“{title}”进入问题管理（事件 {incidentId}）。',
  },
  'coordination.handled': {
    en: '{@actor} handled it: {process:prose} Result: {result:prose}',
    'zh-CN': '{@actor}处理了协调单：{process:prose} 结果：{result:prose}',
  },
  'coordination.verification-failed': {
    en: '{@actor} found that the result did not hold: {verification:prose}',
    'zh-CN': '{@actor}验证未通过：{verification:prose}',
  },
  'coordination.resolved': {
    en: '{@actor} verified the result of {number}: {verification:prose} Reply to the incident: {reply:prose}',
    'zh-CN': '{@actor}验证通过 {number}：{verification:prose} 对事件的回复：{reply:prose}',
  },
} satisfies Sentences<CoordinationEvent['type']>;

/** Codes of problems. */
export const problemWords: Words = {
  problemOrigin: {
    system_bug: { en: 'system bug', 'zh-CN': '系统缺陷' },
    coordination_form: { en: 'coordination form', 'zh-CN': '协调单' },
    transfer: { en: 'handed over from incidents', 'zh-CN': '由事件转单' },
    manual: { en: 'opened of its own right', 'zh-CN': '直接新建' },
  },
};
