import type { ProcessProfile } from '../contract/process-profile.js';
import type { ProfileFinding } from './finding.js';
import { assignmentFindings } from './rules/assignment.js';
import { calendarFindings } from './rules/calendars.js';
import { catalogueFindings } from './rules/catalogue.js';
import { codeFindings } from './rules/codes.js';
import { deadlineFindings } from './rules/deadlines.js';
import { figureFindings } from './rules/figures.js';
import { formFindings } from './rules/forms.js';
import { graphFindings } from './rules/graph.js';
import { notificationFindings } from './rules/notifications.js';
import { priorityRuleFindings } from './rules/priority-rules.js';
import { referenceFindings } from './rules/references.js';
import { retentionFindings } from './rules/retention.js';
import { roleFindings } from './rules/roles.js';

/**
 * What is wrong with a profile whose shape is right: codes that nothing defines, stages that can't be reached,
 * tables with gaps. All findings at once; none when the profile can be published.
 */
export function validateProfile(profile: ProcessProfile): readonly ProfileFinding[] {
  return [
    ...codeFindings(profile),
    ...referenceFindings(profile),
    ...graphFindings(profile),
    ...formFindings(profile),
    ...roleFindings(profile),
    ...figureFindings(profile),
    ...calendarFindings(profile),
    ...notificationFindings(profile),
    ...assignmentFindings(profile),
    ...catalogueFindings(profile),
    ...priorityRuleFindings(profile),
    ...deadlineFindings(profile),
    ...retentionFindings(profile),
  ];
}
