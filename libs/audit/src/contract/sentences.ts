import type { Sentences, Words } from '@evidesk/kernel';
import type { AccessEvent } from './access-events.js';

/** What the event of the access log says, for people. */
export const accessSentences = {
  'access.recorded': {
    en: '{@actor} looked at {what:disclosed} ({path}).',
    'zh-CN': '{@actor}查看了{what:disclosed}（{path}）。',
  },
} satisfies Sentences<AccessEvent['type']>;

/** Codes of the access log. */
export const accessWords: Words = {
  disclosed: {
    'incident.history': { en: 'the history of an incident', 'zh-CN': '事件历史' },
    'configuration-item.history': { en: 'the history of a configuration item', 'zh-CN': '配置项历史' },
    evidence: { en: 'the evidence bundle of an incident', 'zh-CN': '事件证据包' },
    audit: { en: 'the audit history', 'zh-CN': '审计历史' },
    'audit.causes': { en: 'the causes of an event', 'zh-CN': '某条记录的起因' },
    'audit.effects': { en: 'the effects of an event', 'zh-CN': '某条记录的后果' },
    'audit.accesses': { en: 'the access log', 'zh-CN': '访问日志' },
    'people.search': { en: 'people by what they are known by', 'zh-CN': '按姓名或联系方式查找人员' },
    events: { en: 'the feed of events', 'zh-CN': '事件流' },
  },
};
