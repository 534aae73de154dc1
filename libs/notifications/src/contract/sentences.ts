import type { Sentences, Words } from '@evidesk/kernel';
import type { NotificationEvent } from './notification-events.js';

/** What each event of a notification says, for people. */
export const notificationSentences = {
  'notification.requested': {
    en: '{@actor} has {recipient.kind:recipientKind} {recipient.id} told by {channel:notificationChannel} about {number}: {occasion:occasion}.',
    'zh-CN':
      '{@actor}要求通过{channel:notificationChannel}就 {number} 通知{recipient.kind:recipientKind} {recipient.id}：{occasion:occasion}。',
  },
  'notification.delivered': {
    en: '{@actor} delivered it at attempt {attempt}: {receipt}.',
    'zh-CN': '{@actor}第 {attempt} 次尝试送达：{receipt}。',
  },
  'notification.attempt-failed': {
    en: '{@actor} could not deliver it by {channel:notificationChannel} at attempt {attempt}: {error}; the next attempt is at {retryAt:instant}.',
    'zh-CN': '{@actor}第 {attempt} 次通过{channel:notificationChannel}发送失败：{error}；下次尝试 {retryAt:instant}。',
  },
  'notification.dead-lettered': {
    en: '{@actor} gave it up after {attempts} attempts ({reason:deadReason}): {error}.',
    'zh-CN': '{@actor}在 {attempts} 次尝试后放弃（{reason:deadReason}）：{error}。',
  },
  'notification.retried': {
    en: '{@actor} had it tried again by {channel:notificationChannel}, attempt {attempt}.',
    'zh-CN': '{@actor}要求通过{channel:notificationChannel}重新发送，第 {attempt} 次尝试。',
  },
  'notification.acknowledged': { en: '{@actor} acknowledged it.', 'zh-CN': '{@actor}已确认知悉。' },
} satisfies Sentences<NotificationEvent['type']>;

/** Codes of notifications. */
export const notificationWords: Words = {
  recipientKind: {
    reporter: { en: 'the reporter', 'zh-CN': '报告人' },
    person: { en: 'the person', 'zh-CN': '人员' },
    group: { en: 'the group', 'zh-CN': '小组' },
    role: { en: 'the role', 'zh-CN': '角色' },
    webhook: { en: 'the webhook', 'zh-CN': 'Webhook' },
  },
  notificationChannel: {
    email: { en: 'e-mail', 'zh-CN': '邮件' },
    webhook: { en: 'webhook', 'zh-CN': 'Webhook ' },
    in_app: { en: 'to-do', 'zh-CN': '待办' },
  },
  deadReason: {
    refused: { en: 'the other side refused it for good', 'zh-CN': '对方拒收' },
    no_address: { en: 'nobody knows an address', 'zh-CN': '没有地址' },
    exhausted: { en: 'it was tried as often as it is tried', 'zh-CN': '已达最大尝试次数' },
  },
  occasion: {
    recorded: { en: 'it was recorded', 'zh-CN': '已登记' },
    classified: { en: 'it was classified', 'zh-CN': '已分类' },
    assigned: { en: 'it was assigned', 'zh-CN': '已分派' },
    escalated: { en: 'it went to the next line', 'zh-CN': '已升级' },
    escalated_to_management: { en: "it was brought to the management's attention", 'zh-CN': '已管理升级' },
    priority_changed: { en: 'its priority changed', 'zh-CN': '优先级变更' },
    sla_warned: { en: 'a target is near', 'zh-CN': '即将超时' },
    sla_breached: { en: 'a target was missed', 'zh-CN': '已超时' },
    declared_major: { en: 'it is a major incident', 'zh-CN': '重大事件' },
    put_on_hold: { en: 'it waits', 'zh-CN': '已挂起' },
    resolved: { en: 'it is solved', 'zh-CN': '已解决' },
    confirmation_reminded: { en: 'it is to be confirmed', 'zh-CN': '待确认提醒' },
    confirmation_handed_over: { en: 'nobody confirmed it', 'zh-CN': '无人确认' },
    closed: { en: 'it was closed', 'zh-CN': '已关闭' },
    rejected: { en: 'it is not solved', 'zh-CN': '未解决' },
    change_failed: { en: 'its change failed', 'zh-CN': '变更失败' },
    commented: { en: 'a note was added', 'zh-CN': '有新备注' },
    coordination_raised: { en: 'a coordination form was submitted', 'zh-CN': '已提交协调单' },
  },
};
