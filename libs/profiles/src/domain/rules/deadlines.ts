import type { ProcessProfile } from '../../contract/process-profile.js';
import { pointer, type ProfileFinding } from '../finding.js';

/** What tells deadlines, and escalates what is overdue (S4-51). */
const AUTOMATION = ['ReachDeadlines', 'EscalateOverdue'] as const;

/** Deadlines that nobody would tell, and times that are none: `deadlines-without-actor`, `empty-duration`. */
export function deadlineFindings(profile: ProcessProfile): readonly ProfileFinding[] {
  const { closing, permissions, slaTargets } = profile;
  const { confirmationReminders = [], handToDeskAfter, confirmAutomaticallyAfter } = closing;
  const times: readonly (readonly [readonly (string | number)[], string | undefined])[] = [
    ...confirmationReminders.map((time, index) => [['confirmationReminders', index], time] as const),
    [['handToDeskAfter'], handToDeskAfter],
    [['confirmAutomaticallyAfter'], confirmAutomaticallyAfter],
  ];
  const waits = times.some(([, time]) => time !== undefined);
  const silent = AUTOMATION.filter(
    (command) =>
      (slaTargets.length > 0 || (waits && command === 'ReachDeadlines')) && (permissions[command] ?? []).length === 0,
  );
  return [
    ...silent.map((command) => ({
      path: pointer('permissions'),
      code: 'deadlines-without-actor',
      message: `no role may send ${command}: give it to the role of the automation, system`,
    })),
    ...times.flatMap(([at, time]) =>
      time === undefined || /[1-9]/.test(time)
        ? []
        : [{ path: pointer('closing', ...at), code: 'empty-duration', message: 'an answer takes time' }],
    ),
  ];
}
