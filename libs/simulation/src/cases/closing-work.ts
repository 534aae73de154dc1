import type { ClosedIncident, ResolvedIncident } from '@evidesk/incidents';
import type { Actor } from '@evidesk/kernel';
import type { Stage } from '@evidesk/profiles';
import { say } from '../brief.js';
import { instantOf } from '../office-hours.js';
import type { CasePlan } from './case-plan.js';
import type { DeskRules } from './desk-rules.js';
import { fillIn } from './forms.js';
import { onChange, onIncident, type Standing, type Step } from './step.js';

/** Nodes L and C, review and assessment: written down, confirmed, closed; some are sent back once, some are called back. */
export function closingStep(
  { incident, change }: Standing<ResolvedIncident | ClosedIncident>,
  plan: CasePlan,
  rules: DeskRules,
  changeId: string,
  done: ReadonlySet<string>,
): Step | undefined {
  const stage = rules.profile.stage(incident.stage);
  if (incident.status === 'closed') {
    const { status } = change;
    if (status === 'implemented' || status === 'rejected' || status === 'rolled_back') {
      const actor = rules.about(stage, 'CloseChange', plan.staff);
      const review = say({ zh: '按计划执行，记录已归档。', en: 'Done as planned; filed.' }, plan.brief);
      if (actor !== undefined)
        return onChange('CloseChange', actor, { work: plan.change?.review ?? 0 }, changeId, () => ({ review }));
    }
    return done.has('RecordFollowUp') ? undefined : followUp(stage, plan, rules);
  }
  switch (stage.kind) {
    case 'solution_record':
      return recordSolution(stage, plan, rules);
    case 'review':
      return review(stage, plan, rules);
    case 'assessment':
      return assess(stage, plan, rules);
    case 'closing':
      return (
        (done.has('RejectResolution') ? undefined : reject(incident, stage, plan, rules)) ??
        close(incident, stage, plan, rules)
      );
    default:
      return undefined;
  }
}

/** What a form takes, as the data of a command with these fields. */
function filled<D>(stage: Stage, rules: DeskRules, answers: Record<string, string | undefined>, at: number): D {
  const { fields, extra } = fillIn(rules.profile.formOf(stage.code), answers, Object.keys(answers), instantOf(at));
  return { ...fields, ...(extra && { extra }) } as D;
}

function recordSolution(stage: Stage, plan: CasePlan, rules: DeskRules): Step {
  const { brief, staff, write } = plan;
  const actor = rules.at(stage, 'RecordSolution', staff);
  return onIncident('RecordSolution', actor, { work: write }, (at) =>
    filled(
      stage,
      rules,
      {
        solution: say(brief.topic.solution, brief),
        handlingProcess: say({ zh: '接报、定位、处理、验证', en: 'Reported, located, treated, verified' }, brief),
        cause: rules.cause(brief.topic.causes[0]),
      },
      at,
    ),
  );
}

function review(stage: Stage, plan: CasePlan, rules: DeskRules): Step {
  const actor = rules.at(stage, 'WriteFaultReview', plan.staff);
  return onIncident('WriteFaultReview', actor, { work: plan.review }, (at) =>
    filled(stage, rules, { summary: say(plan.brief.topic.solution, plan.brief) }, at),
  );
}

function assess(stage: Stage, plan: CasePlan, rules: DeskRules): Step {
  const { brief } = plan;
  const actor = rules.at(stage, 'AssessQuality', plan.staff);
  return onIncident('AssessQuality', actor, { work: plan.assess }, (at) =>
    filled(
      stage,
      rules,
      { impactScope: brief.unit, cause: say(brief.topic.diagnosis, brief), handling: say(brief.topic.solution, brief) },
      at,
    ),
  );
}

/** Who speaks for the reporter: himself, or the desk on behalf. */
function speaker(
  command: 'ConfirmResolution' | 'RejectResolution',
  { reporterId }: ResolvedIncident,
  stage: Stage,
  { confirm, staff }: CasePlan,
  rules: DeskRules,
): Actor | undefined {
  const reporter = reporterId === undefined ? undefined : { id: reporterId, roles: ['end_user'] };
  const desk = rules.about(stage, command, staff);
  return confirm.by === 'reporter' ? (reporter ?? desk) : (desk ?? reporter);
}

function reject(incident: ResolvedIncident, stage: Stage, plan: CasePlan, rules: DeskRules): Step | undefined {
  const actor = speaker('RejectResolution', incident, stage, plan, rules);
  if (plan.rejection === undefined || actor === undefined || incident.confirmation !== undefined) return undefined;
  const reason = say({ zh: '用户反馈问题再次出现', en: 'The user says that it is back' }, plan.brief);
  return onIncident('RejectResolution', actor, { work: plan.rejection.after }, () => ({ reason }));
}

function close(incident: ResolvedIncident, stage: Stage, plan: CasePlan, rules: DeskRules): Step | undefined {
  const { confirm, brief, staff } = plan;
  if (incident.confirmation === undefined && incident.confirmationPolicy !== 'none') {
    const actor = speaker('ConfirmResolution', incident, stage, plan, rules);
    if (actor === undefined) return undefined;
    const when = confirm.by === 'reporter' ? { elapsed: confirm.after } : { work: confirm.after };
    const evidence = say({ zh: '回访确认已恢复', en: 'Confirmed: it works again' }, brief);
    const { satisfaction } = confirm;
    return onIncident('ConfirmResolution', actor, when, () => ({
      evidence,
      ...(satisfaction !== undefined && { satisfaction }),
    }));
  }
  const actor = rules.at(stage, 'CloseIncident', staff);
  return onIncident('CloseIncident', actor, { work: plan.close.after }, (at) => {
    const answers = { outcome: rules.outcome(plan.close.outcome), closedAt: instantOf(at), feedback: undefined };
    return filled(stage, rules, answers, at);
  });
}

function followUp(stage: Stage, plan: CasePlan, rules: DeskRules): Step | undefined {
  const actor = rules.about(stage, 'RecordFollowUp', plan.staff);
  if (plan.followUp === undefined || actor === undefined) return undefined;
  const result = say({ zh: '回访：问题未再出现', en: 'Called back: not seen again' }, plan.brief);
  return onIncident('RecordFollowUp', actor, { elapsed: plan.followUp }, () => ({ result }));
}
