import { type ApiKeyCommand, type ApiKeyState, decideApiKey, evolveApiKey, NO_KEY } from './api-key.js';

const NOW = '2026-11-21T08:00:00.000Z';
const issued = { name: 'prometheus', secretHash: 'a'.repeat(64), roles: ['monitor'] };
const issue: ApiKeyCommand = { type: 'IssueApiKey', data: issued };

const after = (...commands: readonly ApiKeyCommand[]): ApiKeyState =>
  commands.reduce<ApiKeyState>(
    (state, command) => decideApiKey(command, state, NOW).reduce(evolveApiKey, state),
    NO_KEY,
  );

describe('an API key', () => {
  it('S0-43 is issued once', () => {
    expect(decideApiKey(issue, NO_KEY, NOW)).toEqual([{ type: 'api-key.issued', data: issue.data }]);
    expect(() => decideApiKey(issue, after(issue), NOW)).toThrow(
      expect.objectContaining({ code: 'api-key.already-issued' }),
    );
  });

  it('does not expire before it begins', () => {
    const late: ApiKeyCommand = { type: 'IssueApiKey', data: { ...issued, expiresAt: NOW } };
    expect(() => decideApiKey(late, NO_KEY, NOW)).toThrow(expect.objectContaining({ code: 'api-key.expires-in-past' }));
  });

  it('is revoked once, and not when it was never issued', () => {
    const revoke: ApiKeyCommand = { type: 'RevokeApiKey', data: { reason: 'it leaked' } };
    expect(decideApiKey(revoke, after(issue), NOW)).toEqual([{ type: 'api-key.revoked', data: revoke.data }]);
    expect(decideApiKey(revoke, after(issue, revoke), NOW)).toEqual([]);
    expect(() => decideApiKey(revoke, NO_KEY, NOW)).toThrow(expect.objectContaining({ code: 'api-key.not-found' }));
  });

  it('notes its use once a day, while it is in use', () => {
    const use = (day: string): ApiKeyCommand => ({ type: 'NoteApiKeyUse', data: { day } });
    expect(decideApiKey(use('2026-11-21'), after(issue), NOW)).toEqual([
      { type: 'api-key.used', data: { day: '2026-11-21' } },
    ]);
    const used = after(issue, use('2026-11-21'));
    expect(decideApiKey(use('2026-11-21'), used, NOW)).toEqual([]);
    expect(decideApiKey(use('2026-11-20'), used, NOW)).toEqual([]);
    expect(decideApiKey(use('2026-11-22'), used, NOW)).toHaveLength(1);
    expect(decideApiKey(use('2026-11-22'), NO_KEY, NOW)).toEqual([]);
    expect(decideApiKey(use('2026-11-22'), after(issue, { type: 'RevokeApiKey', data: {} }), NOW)).toEqual([]);
  });
});
