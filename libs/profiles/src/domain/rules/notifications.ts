import { RELATIVE_RECIPIENTS } from '../../contract/notification-strategy.js';
import type { ProcessProfile } from '../../contract/process-profile.js';
import { pointer, type ProfileFinding } from '../finding.js';

/** Rules that tell nobody, tell a role that is not there, or tell somebody twice (S2-13). */
export function notificationFindings({ notifications, roles }: ProcessProfile): readonly ProfileFinding[] {
  const known = new Set<string>([...RELATIVE_RECIPIENTS, ...roles.map(({ code }) => code)]);
  const told = new Set<string>();
  return notifications.rules.flatMap(({ on, to, channels }, index) => {
    const findings: ProfileFinding[] = [];
    const personal = channels.filter((channel) => channel !== 'webhook');
    if (to.length === 0 && personal.length > 0) {
      const path = pointer('notifications', 'rules', index, 'to');
      findings.push({ path, code: 'nobody-told', message: `nobody is told by ${personal.join(' or ')}` });
    }
    for (const [place, recipient] of to.entries()) {
      const path = pointer('notifications', 'rules', index, 'to', place);
      if (!known.has(recipient)) {
        findings.push({ path, code: 'unknown-role', message: `there is no role ${recipient}` });
      }
      for (const channel of personal) {
        const key = `${on} ${recipient} ${channel}`;
        if (told.has(key)) {
          const message = `${recipient} is told of ${on} by ${channel} already`;
          findings.push({ path, code: 'duplicate-notification', message });
        }
        told.add(key);
      }
    }
    return findings;
  });
}
