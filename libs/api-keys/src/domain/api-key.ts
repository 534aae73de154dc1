import { DomainError, type Instant } from '@evidesk/kernel';
import type { ApiKeyEvent } from '../contract/api-key-events.js';

/** What an API key is, as its events tell. */
export type ApiKeyState =
  { readonly status: 'none' } | { readonly status: 'issued' | 'revoked'; readonly lastUsedDay?: string };

/** What is asked of an API key. */
export type ApiKeyCommand =
  | { readonly type: 'IssueApiKey'; readonly data: Extract<ApiKeyEvent, { type: 'api-key.issued' }>['data'] }
  | { readonly type: 'NoteApiKeyUse'; readonly data: { readonly day: string } }
  | { readonly type: 'RevokeApiKey'; readonly data: { readonly reason?: string } };

export const NO_KEY: ApiKeyState = { status: 'none' };

/**
 * What follows from a command; nothing when its effect is there already.
 * @throws DomainError `api-key.not-found`, `api-key.already-issued`, `api-key.expires-in-past`
 */
export function decideApiKey(command: ApiKeyCommand, state: ApiKeyState, recordedAt: Instant): readonly ApiKeyEvent[] {
  switch (command.type) {
    case 'IssueApiKey':
      if (state.status !== 'none') throw alreadyIssued();
      if (command.data.expiresAt !== undefined && command.data.expiresAt <= recordedAt) throw expiresInPast();
      return [{ type: 'api-key.issued', data: command.data }];
    case 'NoteApiKeyUse': {
      const { day } = command.data;
      const isNew = state.status === 'issued' && (state.lastUsedDay === undefined || state.lastUsedDay < day);
      return isNew ? [{ type: 'api-key.used', data: { day } }] : [];
    }
    case 'RevokeApiKey':
      if (state.status === 'none') throw new DomainError('not-found', 'api-key.not-found', 'there is no such API key');
      return state.status === 'revoked' ? [] : [{ type: 'api-key.revoked', data: command.data }];
  }
}

export function evolveApiKey(state: ApiKeyState, event: ApiKeyEvent): ApiKeyState {
  switch (event.type) {
    case 'api-key.issued':
      return { status: 'issued' };
    case 'api-key.used':
      return state.status === 'none' ? state : { ...state, lastUsedDay: event.data.day };
    case 'api-key.revoked':
      return state.status === 'none' ? state : { ...state, status: 'revoked' };
    default:
      return state;
  }
}

const alreadyIssued = () =>
  new DomainError(
    'conflict',
    'api-key.already-issued',
    'the key was issued already, and its secret is shown once: revoke it and issue another',
  );

const expiresInPast = () =>
  new DomainError('invalid', 'api-key.expires-in-past', 'the key would have expired already', {}, [
    { pointer: '/expiresAt', code: 'out-of-range', detail: 'must be later than now' },
  ]);
