/** What the exit code of a command says. */
export const EXIT = {
  ok: 0,
  failed: 1,
  usage: 2,
  refused: 3,
  unavailable: 4,
  notFound: 5,
  damaged: 6,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

const MEANINGS: Readonly<Record<keyof typeof EXIT, string>> = {
  ok: 'done',
  failed: 'failed for a reason that the message tells',
  usage: 'wrong command, option or setting',
  refused: 'refused by a rule of the desk: findings in a profile, rejected rows, a refused command',
  unavailable: 'a store is locked by another process or can not be reached: try again later',
  notFound: 'there is no such incident, person, view, runner, profile or file',
  damaged: 'what is stored is not what was written: a broken hash chain, a damaged file',
};

/** The table for `--help`. */
export function exitCodeTable(): string {
  const lines = Object.entries(EXIT).map(([name, code]) => `  ${code}  ${MEANINGS[name as keyof typeof EXIT]}`);
  return ['Exit codes:', ...lines].join('\n');
}
