import type { ProblemKind } from '@evidesk/platform';

/** What API keys can answer besides success. */
export const API_KEY_PROBLEMS: readonly ProblemKind[] = [
  {
    code: 'api-key.not-found',
    status: 404,
    title: 'There is no such API key',
    description: '`GET /v1/api-keys` names them all.',
  },
  {
    code: 'api-key.already-issued',
    status: 409,
    title: 'The API key was issued already',
    description: 'Its secret is shown once. Revoke it and issue another.',
  },
  {
    code: 'api-key.expires-in-past',
    status: 400,
    title: 'The API key would have expired already',
    description: '`expiresAt` must be later than now.',
  },
  {
    code: 'api-key.too-many',
    status: 409,
    title: 'There are too many API keys',
    description: 'Ten thousand were issued. Keys are for machines; people have tokens.',
  },
];
