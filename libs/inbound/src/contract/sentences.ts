import type { Sentences, Words } from '@evidesk/kernel';
import type { AlertEvent } from './alert-events.js';
import type { MailEvent } from './mail-events.js';

/** What each event of an alert says, for people. */
export const alertSentences = {
  'alert.opened': {
    en: 'The alert {name} fires since {startsAt:instant}: incident {incidentId}[, which repeats {recurrenceOf}]. Brought by {@actor}.',
    'zh-CN': '告警 {name} 自 {startsAt:instant} 触发：事件 {incidentId}[（重现 {recurrenceOf}）]。由 {@actor}送达。',
  },
  'alert.fired-again': {
    en: 'The alert fires again since {startsAt:instant} (incident {incidentId}). Brought by {@actor}.',
    'zh-CN': '告警自 {startsAt:instant} 再次触发（事件 {incidentId}）。由 {@actor}送达。',
  },
  'alert.changed': {
    en: 'The alert says something new (incident {incidentId}). Brought by {@actor}.',
    'zh-CN': '告警内容有变化（事件 {incidentId}）。由 {@actor}送达。',
  },
  'alert.recovered': {
    en: 'The alert recovered at {endsAt:instant} (incident {incidentId}; {evidence:evidence}). Brought by {@actor}.',
    'zh-CN': '告警于 {endsAt:instant} 恢复（事件 {incidentId}；{evidence:evidence}）。由 {@actor}送达。',
  },
} satisfies Sentences<AlertEvent['type']>;

/** What each event of a mail says, for people. */
export const mailSentences = {
  'mail.taken-in': {
    en: '{@actor} brought a mail of {size:bytes} with {attachments} attachments; it became {as:mailBecame} {incidentId}.',
    'zh-CN': '{@actor}送达一封邮件（{size:bytes}，附件 {attachments} 个）；成为{as:mailBecame} {incidentId}。',
  },
} satisfies Sentences<MailEvent['type']>;

/** Codes of alerts and mails. */
export const inboundWords: Words = {
  evidence: {
    comment: { en: 'noted for the desk', 'zh-CN': '已记入备注' },
    confirmation: { en: 'taken as confirmation', 'zh-CN': '作为确认依据' },
    none: { en: 'the incident was over', 'zh-CN': '事件已结束' },
  },
  mailBecame: {
    incident: { en: 'incident', 'zh-CN': '事件' },
    comment: { en: 'a comment on incident', 'zh-CN': '备注，所属事件' },
  },
};
