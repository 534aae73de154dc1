import type { ProblemKind } from '@evidesk/platform';

/** What erasing people can answer besides success. */
export const PERSON_PROBLEMS: readonly ProblemKind[] = [
  {
    code: 'person.not-found',
    status: 404,
    title: 'There is no such person',
    description: 'The desk keeps nothing of a person with this id. `POST /v1/people/searches` finds ids.',
  },
  {
    code: 'person.nothing-to-erase',
    status: 409,
    title: 'Nothing personal is kept',
    description: 'The person was erased, and nothing personal has come in since.',
  },
  {
    code: 'person.erasure-pending',
    status: 409,
    title: 'An erasure waits already',
    description: 'It is to be approved, refused or withdrawn first.',
  },
  {
    code: 'person.erasure-under-way',
    status: 409,
    title: 'The erasure is being carried out',
    description: 'It was approved and can not be taken back. `GET …/erasure` tells when it is done.',
  },
  {
    code: 'person.no-erasure-requested',
    status: 409,
    title: 'No erasure waits for a decision',
    description: 'Nobody asked for one, or it was decided.',
  },
  {
    code: 'person.erasure-expired',
    status: 409,
    title: 'The request has expired',
    description: 'It was not approved in time. Make it anew.',
  },
  {
    code: 'person.same-person',
    status: 403,
    title: 'A second person has to decide',
    description: 'Whoever asked for an erasure can not approve or refuse it; he can withdraw it.',
  },
];
