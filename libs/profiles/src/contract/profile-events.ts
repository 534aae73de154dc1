import type { DomainEvent, RecordedEvent } from '@evidesk/kernel';
import { Type, type Static } from 'typebox';
import { ProcessProfileSchema } from './process-profile.js';

export const ProfilePublishedSchema = Type.Object({
  name: Type.String(),
  version: Type.Integer({ minimum: 1 }),
  /** SHA-256 of the profile's canonical JSON. */
  digest: Type.String(),
  profile: ProcessProfileSchema,
});

/** A version of a process profile was published; it is in force from then on and never changes. */
export type ProfilePublished = DomainEvent<'profile.published', Static<typeof ProfilePublishedSchema>>;

/** True for the event by which a version of a profile was published. */
export function isProfilePublished(event: RecordedEvent): event is RecordedEvent & RecordedEvent<ProfilePublished> {
  return event.type === 'profile.published';
}
