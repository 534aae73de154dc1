import type { ProblemKind } from '@evidesk/platform';

/** What problem management can answer besides success. */
export const PROBLEM_PROBLEMS: readonly ProblemKind[] = [
  {
    code: 'problem.not-found',
    status: 404,
    title: 'There is no such problem',
    description: 'Nothing was opened or proposed under this id.',
  },
  {
    code: 'problem.already-opened',
    status: 409,
    title: 'The problem is opened already',
    description: 'Another command opened it.',
  },
  {
    code: 'problem.illegal-transition',
    status: 409,
    title: 'The problem does not allow this now',
    description: '`problemStatus` tells where it stands, and `allowed` what can be done.',
  },
  {
    code: 'problem.full',
    status: 409,
    title: 'The problem has as many incidents as one can have',
    description: 'Open another problem for further incidents.',
  },
  {
    code: 'coordination.not-found',
    status: 404,
    title: 'There is no such coordination form',
    description: 'Nothing was raised under this id.',
  },
  {
    code: 'coordination.already-raised',
    status: 409,
    title: 'The coordination form is raised already',
    description: 'Another command raised it.',
  },
  {
    code: 'coordination.illegal-transition',
    status: 409,
    title: 'The coordination form does not allow this now',
    description:
      '`coordinationStatus` tells where it stands, and `allowed` what can be done: received, analysed, handled, verified, in this order (S1-47).',
  },
];
