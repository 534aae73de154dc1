import type { PersonalFields } from '@evidesk/kernel';
import type { AccessEvent } from './access-events.js';

/** Who looked is accountable; what he looked at is named by ids. */
export const accessPersonalData: PersonalFields<AccessEvent['type']> = {
  'access.recorded': 'none',
};
