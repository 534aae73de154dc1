import type { PersonalFields } from '@evidesk/kernel';
import type { ProfilePublished } from './profile-events.js';

/** A profile describes a desk. */
export const profilePersonalData: PersonalFields<ProfilePublished['type']> = {
  'profile.published': 'none',
};
