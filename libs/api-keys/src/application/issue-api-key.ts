import { CommandExecutor } from '@evidesk/executor';
import { type CommandMetadata, deriveId, type Instant, type Position } from '@evidesk/kernel';
import { type ApiKeyCommand, decideApiKey } from '../domain/api-key.js';
import { apiKeyAggregate } from './api-key.aggregate.js';
import { hashOfSecret, newApiKeySecret } from './api-key-secret.js';

/** What an API key is to be. */
export interface ApiKeyRequest {
  readonly name: string;
  readonly roles: readonly string[];
  readonly permissions?: readonly string[];
  readonly expiresAt?: Instant;
  readonly purpose?: string;
}

/** A key that was just issued, with its secret: the only time that it is seen. */
export interface IssuedApiKey {
  readonly id: string;
  readonly revision: number;
  readonly position: Position;
  readonly secret: string;
}

/** @throws DomainError `api-key.already-issued` when the command was carried out before, `api-key.expires-in-past` */
export async function issueApiKey(
  executor: CommandExecutor,
  request: ApiKeyRequest,
  metadata: CommandMetadata,
): Promise<IssuedApiKey> {
  const id = deriveId('api-key', metadata.commandId);
  const secret = newApiKeySecret();
  const command = { type: 'IssueApiKey', data: { ...request, secretHash: hashOfSecret(secret) } } as ApiKeyCommand;
  const { revision, position, duplicate } = await executor.execute(apiKeyAggregate, {
    id,
    metadata,
    command: command.type,
    decide: (state) => decideApiKey(command, state, metadata.recordedAt),
  });
  // The secret that was made now is not the one that was stored then.
  if (duplicate) decideApiKey(command, { status: 'issued' }, metadata.recordedAt);
  return { id, revision, position, secret };
}

/** Ends a key for good; one that has ended already stays as it is. @throws DomainError `api-key.not-found` */
export function revokeApiKey(
  executor: CommandExecutor,
  id: string,
  data: { readonly reason?: string },
  metadata: CommandMetadata,
) {
  return send(executor, id, { type: 'RevokeApiKey', data }, metadata);
}

/** Notes on which day a key was used; once a day at most. */
export function noteApiKeyUse(executor: CommandExecutor, id: string, day: string, metadata: CommandMetadata) {
  return send(executor, id, { type: 'NoteApiKeyUse', data: { day } }, metadata);
}

function send(executor: CommandExecutor, id: string, command: ApiKeyCommand, metadata: CommandMetadata) {
  return executor.execute(apiKeyAggregate, {
    id,
    metadata,
    command: command.type,
    decide: (state) => decideApiKey(command, state, metadata.recordedAt),
  });
}
