import type { ProblemKind } from '@evidesk/platform';

const problem = (code: string, status: number, title: string, description: string): ProblemKind => ({
  code: `incident.${code}`,
  status,
  title,
  description,
});

/** What the incident context can answer besides success. */
export const INCIDENT_PROBLEMS: readonly ProblemKind[] = [
  {
    code: 'queue.not-found',
    status: 404,
    title: 'There is no such queue',
    description:
      'A queue is `all`, or `<dimension>:<value>` with stage, tier, group, engineer, role, priority or status: `role:l2`.',
  },
  problem(
    'not-found',
    404,
    'There is no such incident',
    'Nothing was recorded under this id or number, or it is not the caller’s.',
  ),
  problem(
    'already-recorded',
    409,
    'The incident is recorded already',
    'Another command recorded it; `number` names it.',
  ),
  problem(
    'illegal-transition',
    409,
    'The incident does not allow this now',
    'The move is no edge of the process graph. `stage` and `incidentStatus` tell where it stands, `allowed` what can be done (S0-42).',
  ),
  problem(
    'already-closed',
    409,
    'The incident is closed',
    'It never reopens: record a new one with `recurrenceOf` (S1-27).',
  ),
  problem(
    'role-not-permitted',
    403,
    'The stage belongs to another role',
    '`stage` has the incident now, and `needed` are the roles that work there (S0-43 … S0-52).',
  ),
  problem(
    'confirmation-missing',
    409,
    'The resolution is not confirmed',
    'By `policy` the reporter, or the desk with evidence, has to confirm before closing (S1-41, C17).',
  ),
  problem(
    'not-own',
    403,
    'It is not the caller’s incident',
    'An end user comments on his own incidents only; its reporter, or the desk on behalf, confirms or rejects.',
  ),
  problem(
    'not-a-primary',
    409,
    'That incident can not be the primary one',
    'A duplicate points to another incident that is open, and not to one that repeats a third: `primary` names that (S1-07).',
  ),
  problem(
    'has-repeats',
    409,
    'Others repeat this incident',
    'What others point to points nowhere itself: take their marks and links back first. `repeatedBy` names some (S1-07).',
  ),
  problem(
    'too-many-attachments',
    409,
    'The incident has too many files',
    'Put them into an archive, or name where they lie.',
  ),
  {
    code: 'attachment.not-found',
    status: 404,
    title: 'There is no such attachment',
    description: 'Nothing is attached under this hash to an incident that the caller may see.',
  },
  problem('not-linked', 409, 'There is no such link', 'Only a link that is there can be taken back.'),
  problem(
    'not-closed',
    409,
    'Only a closed incident can recur',
    'What repeats an open incident is its duplicate (C7).',
  ),
  problem('occurs-in-future', 400, 'It has not happened yet', '`occurredAt` is later than now (C22).'),
  problem(
    'backdated-too-far',
    400,
    'It happened too long ago',
    '`occurredAt` is further back than the process profile allows (C22).',
  ),
];
