import type { Sentences, Words } from '@evidesk/kernel';
import type { ChangeEvent } from './change-events.js';

/** What each event of a change request says, for people. */
export const changeSentences = {
  'change.requested': {
    en: '{@actor} requested change {number}[ of {affectedCi}][ for incident {incidentId}]: {description:prose}',
    'zh-CN': '{@actor}提交了变更请求 {number}[（配置项 {affectedCi}）][，事件 {incidentId}]：{description:prose}',
  },
  'change.assessed': {
    en: '{@actor} assessed the risk as {risk:risk}: {assessment:prose}',
    'zh-CN': '{@actor}评估风险为“{risk:risk}”：{assessment:prose}',
  },
  'change.approved': { en: '{@actor} approved it[: {note:prose}]', 'zh-CN': '{@actor}批准了变更[：{note:prose}]' },
  'change.rejected': { en: '{@actor} rejected it: {reason:prose}', 'zh-CN': '{@actor}拒绝了变更：{reason:prose}' },
  'change.scheduled': {
    en: '{@actor} scheduled it from {startsAt:instant} to {endsAt:instant}.',
    'zh-CN': '{@actor}安排变更窗口：{startsAt:instant} 至 {endsAt:instant}。',
  },
  'change.implemented': {
    en: '{@actor} implemented it: {result:prose}',
    'zh-CN': '{@actor}实施了变更：{result:prose}',
  },
  'change.rolled-back': {
    en: '{@actor} rolled it back: {reason:prose}',
    'zh-CN': '{@actor}回退了变更：{reason:prose}',
  },
  'change.closed': {
    en: '{@actor} reviewed and closed it: {review:prose}',
    'zh-CN': '{@actor}回顾并关闭了变更：{review:prose}',
  },
} satisfies Sentences<ChangeEvent['type']>;

/** Codes of change requests. */
export const changeWords: Words = {
  risk: {
    low: { en: 'low', 'zh-CN': '低' },
    medium: { en: 'medium', 'zh-CN': '中' },
    high: { en: 'high', 'zh-CN': '高' },
  },
};
