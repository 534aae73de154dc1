import type { Sentences, Words } from '@evidesk/kernel';
import type { ContactEvent } from './contact-events.js';

/** What each event of a contact says, for people. */
export const contactSentences = {
  'contact.logged': {
    en: '{@actor} logged a contact by {channel:channel} at {receivedAt:instant}: {outcome:contactOutcome} (asks for something: {asks:flag}[, a complaint: {complaint:flag}])[, recorded as incident {incidentId}].',
    'zh-CN':
      '{@actor}登记了 {receivedAt:instant} 通过{channel:channel}的来访：{outcome:contactOutcome}（有诉求：{asks:flag}[，投诉：{complaint:flag}]）[，登记为事件 {incidentId}]。',
  },
  'contact.recorded': {
    en: '{@actor} recorded it as incident {incidentId}.',
    'zh-CN': '{@actor}将其登记为事件 {incidentId}。',
  },
} satisfies Sentences<ContactEvent['type']>;

/** Codes of contacts. */
export const contactWords: Words = {
  contactOutcome: {
    answered: { en: 'answered', 'zh-CN': '已接听' },
    missed: { en: 'missed', 'zh-CN': '未接听' },
  },
};
