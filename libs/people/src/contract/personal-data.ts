import type { PersonalFields } from '@evidesk/kernel';
import type { PersonEvent } from './person-events.js';

/** That somebody was erased, by whom and why, is kept for ever: under an id that does not tell who it was. */
export const personPersonalData: PersonalFields<PersonEvent['type']> = {
  'person.erasure-requested': 'none',
  'person.erasure-approved': 'none',
  'person.erasure-refused': 'none',
  'person.erasure-withdrawn': 'none',
  'person.erased': 'none',
};
