import type { Sentences } from '@evidesk/kernel';
import type { KnowledgeEvent } from './knowledge-events.js';

/** What each event of an article of the knowledge base says, for people. */
export const knowledgeSentences = {
  'knowledge.submitted': {
    en: '{@actor} submitted knowledge {number} “{title}” ({incidents:count} incidents, {problems:count} problems): {solution:prose}',
    'zh-CN':
      '{@actor}提交知识 {number}“{title}”（来自事件 {incidents:count} 起、问题 {problems:count} 个）：{solution:prose}',
  },
  'knowledge.revised': {
    en: '{@actor} revised it as “{title}”[ ({note:prose})]: {solution:prose}',
    'zh-CN': '{@actor}修订为“{title}”[（{note:prose}）]：{solution:prose}',
  },
  'knowledge.returned': {
    en: '{@actor} returned it: {reason:prose}',
    'zh-CN': '{@actor}退回：{reason:prose}',
  },
  'knowledge.approved': {
    en: '{@actor} approved it as version {version}, to be reviewed by {reviewDueAt:instant}[: {note:prose}]',
    'zh-CN': '{@actor}审批通过并入库，第 {version} 版，{reviewDueAt:instant} 前复审[：{note:prose}]',
  },
  'knowledge.reviewed': {
    en: '{@actor} reviewed it: it still holds; next review by {reviewDueAt:instant}[: {note:prose}]',
    'zh-CN': '{@actor}复审：仍然有效，下次复审期限 {reviewDueAt:instant}[：{note:prose}]',
  },
  'knowledge.review-fell-due': {
    en: '{@actor} reminded that its review was due at {dueAt:instant}.',
    'zh-CN': '{@actor}提醒：复审已于 {dueAt:instant} 到期。',
  },
  'knowledge.retired': {
    en: '{@actor} retired it: {reason:prose}',
    'zh-CN': '{@actor}停用：{reason:prose}',
  },
} satisfies Sentences<KnowledgeEvent['type']>;
