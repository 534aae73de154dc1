import type { ProblemKind } from '@evidesk/platform';

/** What the change context can answer besides success. */
export const CHANGE_PROBLEMS: readonly ProblemKind[] = [
  {
    code: 'change.not-found',
    status: 404,
    title: 'There is no such change request',
    description: 'Nothing was requested under this id; one that an incident applied for is opened within moments.',
  },
  {
    code: 'change.already-requested',
    status: 409,
    title: 'The change is requested already',
    description: 'Another command requested it.',
  },
  {
    code: 'change.illegal-transition',
    status: 409,
    title: 'The change request does not allow this now',
    description: '`changeStatus` tells where it stands, and `allowed` what can be done.',
  },
];
