import { createHash } from 'node:crypto';
import { canonicalJson } from '@evidesk/event-store';
import type { ProcessProfile } from '../contract/process-profile.js';

/** Streams of profiles begin with this. */
export const PROFILE_STREAM_PREFIX = 'profile-';

/** The stream of one profile's versions: version n is the event at revision n − 1. */
export function profileStream(name: string): string {
  return `${PROFILE_STREAM_PREFIX}${name}`;
}

/** SHA-256 of the profile's canonical JSON (RFC 8785): the same content has the same digest, however it was written. */
export function profileDigest(profile: ProcessProfile): string {
  return createHash('sha256').update(canonicalJson(profile)).digest('hex');
}
