import {
  CommandReused,
  DomainError,
  type CommandMetadata,
  deriveId,
  type Position,
  type RecordedEvent,
} from '@evidesk/kernel';
import { StreamNotFound, type EventStore } from '@evidesk/event-store';
import type { ProcessProfile } from '../contract/process-profile.js';
import { isProfilePublished, type ProfilePublished } from '../contract/profile-events.js';
import { checkProfile } from './check-profile.js';
import { profileDigest, profileStream } from './profile-stream.js';

export interface PublishProfile {
  readonly profile: ProcessProfile;
  /** The version that the publisher has seen; refused with a conflict when another is in force. 0: none yet. */
  readonly expectedVersion?: number;
}

export interface PublishedProfile {
  readonly name: string;
  readonly version: number;
  readonly digest: string;
  /** False when this content was in force already: nothing was written. */
  readonly published: boolean;
  readonly position: Position;
}

/**
 * Puts a profile in force as the next version of its name. The content that is in force already stays as it is.
 * @throws DomainError `profile.invalid` with every finding, `profile.version-conflict`
 * @throws ConcurrencyConflict when somebody else published at the same moment
 */
export async function publishProfile(
  store: EventStore,
  command: PublishProfile,
  metadata: CommandMetadata,
): Promise<PublishedProfile> {
  const checked = checkProfile(command.profile);
  if (checked.profile === undefined) throw invalid(checked.findings);
  const { profile } = checked;
  const { name } = profile;
  const digest = profileDigest(profile);
  const last = await lastPublished(store, name);
  const inForce = last?.data.version ?? 0;
  if (last !== undefined && last.data.digest === digest) {
    return { name, version: inForce, digest, published: false, position: last.position };
  }
  if (command.expectedVersion !== undefined && command.expectedVersion !== inForce) {
    const message = `version ${inForce} of ${name} is in force, not ${command.expectedVersion}`;
    throw new DomainError('conflict', 'profile.version-conflict', message, { name, version: inForce });
  }
  const version = inForce + 1;
  const { commandId, correlationId, causationId, actor, occurredAt, recordedAt, requestDigest } = metadata;
  const event = {
    type: 'profile.published' as const,
    data: { name, version, digest, profile },
    metadata: {
      eventId: deriveId(commandId, 0),
      schemaVersion: 1,
      commandId,
      correlationId,
      ...(causationId === undefined ? {} : { causationId }),
      ...(requestDigest === undefined ? {} : { requestDigest }),
      actor,
      occurredAt,
      recordedAt,
    },
  };
  const { position, revision, duplicate } = await store.append(
    profileStream(name),
    [event],
    last?.revision ?? 'absent',
  );
  if (duplicate) await mustBeSame(store, name, revision, metadata);
  // A command that is sent again after others have published gets its first answer.
  return { name, version: revision + 1, digest, published: !duplicate, position };
}

/** @throws CommandReused when the command's id published another profile */
async function mustBeSame(
  store: EventStore,
  name: string,
  revision: number,
  { commandId, requestDigest }: CommandMetadata,
): Promise<void> {
  for await (const { metadata } of store.readStream(profileStream(name), { from: revision, limit: 1 }))
    if (metadata.requestDigest !== requestDigest) throw new CommandReused(commandId);
}

async function lastPublished(store: EventStore, name: string): Promise<RecordedEvent<ProfilePublished> | undefined> {
  try {
    for await (const event of store.readStream(profileStream(name), { direction: 'backwards', limit: 1 })) {
      if (isProfilePublished(event)) return event;
    }
  } catch (error) {
    if (!(error instanceof StreamNotFound)) throw error;
  }
  return undefined;
}

function invalid(findings: readonly { path: string; code: string; message: string }[]): DomainError {
  const fieldErrors = findings.map(({ path, code, message }) => ({ pointer: path, code, detail: message }));
  return new DomainError('invalid', 'profile.invalid', 'the profile contradicts itself', {}, fieldErrors);
}
