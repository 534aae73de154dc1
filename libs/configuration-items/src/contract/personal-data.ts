import type { PersonalFields } from '@evidesk/kernel';
import type { CiEvent } from './ci-events.js';

/** Things, not people. */
export const ciPersonalData: PersonalFields<CiEvent['type']> = {
  'ci.registered': 'none',
  'ci.changed': 'none',
  'ci.retired': 'none',
};
