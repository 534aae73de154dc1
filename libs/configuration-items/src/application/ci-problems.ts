import type { ProblemKind } from '@evidesk/platform';

/** What configuration management can answer besides success. */
export const CI_PROBLEMS: readonly ProblemKind[] = [
  {
    code: 'ci.not-found',
    status: 404,
    title: 'There is no such configuration item',
    description: 'Nothing was registered under this id; the id follows from the name.',
  },
  {
    code: 'ci.already-registered',
    status: 409,
    title: 'The configuration item is registered already',
    description: 'A name is registered once, whatever its case and spacing.',
  },
  {
    code: 'ci.retired',
    status: 409,
    title: 'The configuration item is out of use',
    description: 'What is retired is not changed by hand any more.',
  },
  {
    code: 'ci.too-many-attributes',
    status: 400,
    title: 'The configuration item would have too many attributes',
    description: 'Remove some, or describe it in fewer.',
  },
];
