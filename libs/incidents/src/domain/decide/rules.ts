import type { CommandMetadata, Instant } from '@evidesk/kernel';
import type { CompiledProfile, PriorityRule } from '@evidesk/profiles';
import type { ClockSetting } from '../../contract/clock-events.js';
import type { IncidentEvent } from '../../contract/incident-events.js';
import { cutOff } from '../clocks/cut-off.js';
import type { Clocks } from '../clocks/clock.state.js';
import { retarget } from '../clocks/set-clocks.js';
import type { RecordedIncident } from '../incident.state.js';
import { moveTo } from './flow.js';

/** Answers on a form, by field. */
export type Answers = Readonly<Record<string, unknown>>;

/** What the profile's priority rules make of answers: the first that matches raises the priority at once (C6, S1-64 … S1-66). */
export function ruled(
  answers: Answers,
  state: RecordedIncident,
  { occurredAt }: CommandMetadata,
  profile: CompiledProfile,
): readonly IncidentEvent[] {
  const rules = profile.definition.priorityRules;
  if (rules === undefined) return [];
  const rule = rules.find(
    (each) => answered(each, answers) && isFor(each, state.priority) && raises(each, state, profile),
  );
  if (rule === undefined) return [];
  const reason = rule.labels.en;
  const raised: IncidentEvent = {
    type: 'incident.priority-changed',
    data: {
      from: state.priority,
      to: rule.raiseTo,
      reason,
      rule: rule.code,
      ...retarget(state, rule.raiseTo, occurredAt, profile),
    },
  };
  const up =
    rule.escalate === true && state.status === 'in_progress' ? profile.target(state.stage, 'escalated') : undefined;
  if (up === undefined) return [raised];
  return [raised, { type: 'incident.escalated', data: { kind: 'functional', reason, move: moveTo(up, state) } }];
}

/** The cut-off that answers start, if none runs: today's work must be done today (S1-65). */
export function startCutOff(
  answers: Answers,
  { clocks, priority }: { readonly clocks: Clocks; readonly priority: string },
  now: Instant,
  profile: CompiledProfile,
): ClockSetting[] {
  const rules = profile.definition.priorityRules;
  if (rules === undefined || clocks.cut_off !== undefined) return [];
  const rule = rules.find((each) => each.sameDayBy !== undefined && answered(each, answers) && isFor(each, priority));
  return rule?.sameDayBy === undefined ? [] : [cutOff(now, rule.sameDayBy, profile)];
}

const answered = ({ when }: PriorityRule, answers: Answers) => answers[when.field] === when.is;

const isFor = ({ from }: PriorityRule, priority: string) => from === undefined || from.includes(priority);

function raises({ raiseTo }: PriorityRule, { priority }: RecordedIncident, profile: CompiledProfile): boolean {
  const [now, then] = [profile.priorityRank(priority), profile.priorityRank(raiseTo)];
  return now !== undefined && then !== undefined && then < now;
}
