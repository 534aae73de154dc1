import type { ProblemKind } from '@evidesk/platform';

/** What the contact log can answer besides success. */
export const CONTACT_PROBLEMS: readonly ProblemKind[] = [
  {
    code: 'contact.not-found',
    status: 404,
    title: 'There is no such contact',
    description: 'Nothing was logged under this id.',
  },
  {
    code: 'contact.already-logged',
    status: 409,
    title: 'The contact is logged already',
    description: 'Another command logged it.',
  },
  {
    code: 'contact.asks-nothing',
    status: 409,
    title: 'The contact asked for nothing',
    description: 'A contact that was missed, or that asked for nothing, is recorded as no incident.',
  },
];
