import type { IncidentInProgress, PendingIncident } from '@evidesk/incidents';
import { say } from '../brief.js';
import { HOUR, instantOf } from '../office-hours.js';
import type { Text } from '../topics/topic.js';
import type { CasePlan } from './case-plan.js';
import type { DeskRules } from './desk-rules.js';
import { fillIn } from './forms.js';
import { onChange, onIncident, type Standing, type Step } from './step.js';

/** Nodes J and K: the third line applies for a change; it is judged, and made or undone (S0-40). */
export function stepOfChange(
  { incident, change }: Standing<IncidentInProgress | PendingIncident>,
  plan: CasePlan,
  rules: DeskRules,
  changeId: string,
): Step | undefined {
  const stage = rules.profile.stage(incident.stage);
  const planned = plan.change;
  if (planned === undefined) return undefined;
  const told = (text: keyof NonNullable<typeof plan.brief.topic.change>) =>
    say(plan.brief.topic.change?.[text] ?? ANY_CHANGE, plan.brief);
  if (incident.status === 'in_progress' && stage.kind === 'change_application') {
    const actor = rules.at(stage, 'ApplyForChange', plan.staff);
    return onIncident('ApplyForChange', actor, { work: planned.apply }, (at) => {
      const answers = {
        description: told('description'),
        riskAssessment: told('risk'),
        rollbackPlan: told('rollback'),
      };
      const { extra } = fillIn(rules.profile.formOf(stage.code), answers, Object.keys(answers), instantOf(at));
      return { changeId, ...answers, ...(extra && { extra }) };
    });
  }
  if (stage.kind !== 'change_implementation') return undefined;
  const by = (command: string) =>
    rules.about(stage, command, plan.staff) ?? { id: `change.${plan.staff}`, roles: ['system'] };
  switch (change.status) {
    case 'requested':
      return onChange('AssessChange', by('AssessChange'), { work: planned.assess }, changeId, () => ({
        risk: planned.risk,
        assessment: told('risk'),
      }));
    case 'assessed':
      return planned.end === 'rejected'
        ? onChange('RejectChange', by('RejectChange'), { work: planned.decide }, changeId, () => ({
            reason: told('failure'),
          }))
        : onChange('ApproveChange', by('ApproveChange'), { work: planned.decide }, changeId, () => ({}));
    case 'approved':
      return onChange('ScheduleChange', by('ScheduleChange'), { work: 0 }, changeId, (at) => ({
        startsAt: instantOf(at + planned.window),
        endsAt: instantOf(at + planned.window + 2 * HOUR),
      }));
    case 'scheduled':
      return planned.end === 'rolled-back'
        ? onChange('RollBackChange', by('RollBackChange'), untilDone(plan), changeId, () => ({
            reason: told('failure'),
          }))
        : onChange('ImplementChange', by('ImplementChange'), untilDone(plan), changeId, () => ({
            result: told('result'),
          }));
    default:
      return undefined;
  }
}

/** The window is waited for, and the change made in it, at whatever time of day that is. */
const untilDone = ({ change }: CasePlan) => ({ elapsed: (change?.window ?? 0) + (change?.implement ?? 0) });

const ANY_CHANGE: Text = { zh: '按计划变更', en: 'A change as planned' };
