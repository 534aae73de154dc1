import { apiKeySentences } from '@evidesk/api-keys';
import { sealSentences } from '@evidesk/audit-proof';
import { changeSentences, changeWords } from '@evidesk/changes';
import { ciSentences } from '@evidesk/configuration-items';
import { contactSentences, contactWords } from '@evidesk/contacts';
import { alertSentences, inboundWords, mailSentences } from '@evidesk/inbound';
import { incidentSentences, incidentWords } from '@evidesk/incidents';
import type { Sentence, Wording, Words } from '@evidesk/kernel';
import { knowledgeSentences } from '@evidesk/knowledge';
import { notificationSentences, notificationWords } from '@evidesk/notifications';
import { numberingSentences } from '@evidesk/numbering';
import { personSentences } from '@evidesk/people';
import { coordinationSentences, problemSentences, problemWords, symptomSentences } from '@evidesk/problems';
import { profileSentences } from '@evidesk/profiles';
import { reportSentences } from '@evidesk/reporting';
import { accessSentences, accessWords } from '../../contract/sentences.js';

const SENTENCES: ReadonlyMap<string, Sentence> = new Map(
  Object.entries({
    ...incidentSentences,
    ...changeSentences,
    ...problemSentences,
    ...symptomSentences,
    ...coordinationSentences,
    ...ciSentences,
    ...knowledgeSentences,
    ...contactSentences,
    ...notificationSentences,
    ...alertSentences,
    ...mailSentences,
    ...profileSentences,
    ...apiKeySentences,
    ...personSentences,
    ...reportSentences,
    ...numberingSentences,
    ...sealSentences,
    ...accessSentences,
  }),
);

const WORDS: Words = {
  ...incidentWords,
  ...changeWords,
  ...contactWords,
  ...problemWords,
  ...notificationWords,
  ...inboundWords,
  ...accessWords,
};

/** The sentence of an event type, from the catalogue beside it. */
export const sentenceOf = (type: string): Sentence | undefined => SENTENCES.get(type);

/** The word for a context's own code. */
export const wordFor = (kind: string, code: string): Wording | undefined => WORDS[kind]?.[code];

/** The kinds of code that contexts put into words themselves. */
export const WORD_KINDS: ReadonlySet<string> = new Set(Object.keys(WORDS));
