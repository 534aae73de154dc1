import type { PersonalFields } from '@evidesk/kernel';
import type { AlertEvent } from './alert-events.js';
import type { MailEvent } from './mail-events.js';

/** What machines say. */
export const alertPersonalData: PersonalFields<AlertEvent['type']> = {
  'alert.opened': 'none',
  'alert.fired-again': 'none',
  'alert.changed': 'none',
  'alert.recovered': 'none',
};

/** Who wrote, and what, stands in the incident only. */
export const mailPersonalData: PersonalFields<MailEvent['type']> = { 'mail.taken-in': 'none' };
