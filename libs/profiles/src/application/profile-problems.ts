import type { ProblemKind } from '@evidesk/platform';

/** What the profile context can answer besides success. */
export const PROFILE_PROBLEMS: readonly ProblemKind[] = [
  {
    code: 'profile.not-found',
    status: 404,
    title: 'There is no such process profile',
    description: 'No version, or not this one, was published under the name.',
  },
  {
    code: 'profile.invalid',
    status: 400,
    title: 'The process profile has findings',
    description: '`errors` names each with its place, line and column.',
  },
  {
    code: 'profile.version-conflict',
    status: 409,
    title: 'Another version is in force',
    description: 'Somebody published since. Look at the version in force and decide again.',
  },
];
