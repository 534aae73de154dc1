import type { PersonalFields } from '@evidesk/kernel';
import type { ContactEvent } from './contact-events.js';

/** Nothing is kept of who called (C23). */
export const contactPersonalData: PersonalFields<ContactEvent['type']> = {
  'contact.logged': 'none',
  'contact.recorded': 'none',
};
