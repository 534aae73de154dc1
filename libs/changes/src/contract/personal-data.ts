import type { PersonalFields } from '@evidesk/kernel';
import type { ChangeEvent } from './change-events.js';

/** What is written of a change is the desk's. */
export const changePersonalData: PersonalFields<ChangeEvent['type']> = {
  'change.requested': 'none',
  'change.assessed': 'none',
  'change.approved': 'none',
  'change.rejected': 'none',
  'change.scheduled': 'none',
  'change.implemented': 'none',
  'change.rolled-back': 'none',
  'change.closed': 'none',
};
