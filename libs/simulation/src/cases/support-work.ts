import type { IncidentInProgress, PendingIncident, RecordedIncident } from '@evidesk/incidents';
import type { Stage } from '@evidesk/profiles';
import { say } from '../brief.js';
import { instantOf } from '../office-hours.js';
import type { PlannedAction } from '../planned-step.js';
import type { CasePlan, Piece } from './case-plan.js';
import type { DeskRules } from './desk-rules.js';
import { fillIn } from './forms.js';
import { onIncident, type Step } from './step.js';

/** How the lines of support work on a case: pieces of work, handed up where the profile has somebody to hand them to. */
export class SupportWork {
  /** The piece of work that is next. */
  private piece = 0;
  private visits = 0;
  private readonly waited = new Set<number>();
  private readonly done = new Set<string>();
  private assignedBefore = '';
  private tookOver = false;
  private rejected = false;
  private changed = false;

  constructor(
    private readonly plan: CasePlan,
    private readonly rules: DeskRules,
  ) {}

  /** The case has come to a stage or status. */
  arrive(incident: RecordedIncident): void {
    if (incident.status === 'resolved') this.rejected = true;
    if (incident.status !== 'in_progress' || this.stageOf(incident).kind !== 'support') return;
    const place = incident.stage;
    if (this.lastStage === place) return;
    this.lastStage = place;
    this.visits += 1;
    this.tookOver = this.visits === 1;
    this.assignedBefore = JSON.stringify(incident.assignment);
  }
  private lastStage = '';

  did({ type }: PlannedAction): void {
    this.done.add(type);
    if (type === 'AssignIncident') this.tookOver = true;
    if (type === 'ApplyForChange') this.changed = true;
    if (type === 'RecordSupport') this.piece = this.reached;
    if (type === 'ResumeIncident') this.waited.add(this.waiting);
  }
  /** The piece that is next once the support that is planned is done. */
  private reached = 0;
  private waiting = -1;

  step(incident: IncidentInProgress | PendingIncident): Step | undefined {
    const stage = this.stageOf(incident);
    if (incident.status === 'pending') return this.resume(incident, stage);
    switch (stage.kind) {
      case 'support':
        return this.beforehand(incident, stage) ?? this.support(incident, stage);
      case 'resolution':
        return this.resolve(stage);
      default:
        return undefined;
    }
  }

  /** What is done at a stage besides the work itself. */
  private beforehand(incident: IncidentInProgress, stage: Stage): Step | undefined {
    return this.cancel(stage) ?? this.tellManager(stage) ?? this.raise(incident, stage) ?? this.workOn(incident, stage);
  }

  private cancel(stage: Stage): Step | undefined {
    const { cancelledAfter, brief, staff } = this.plan;
    const actor = this.rules.about(stage, 'CancelIncident', staff);
    if (cancelledAfter === undefined || actor === undefined) return undefined;
    const reason = say({ zh: '用户撤回：自行恢复', en: 'Withdrawn by the user: it came back by itself' }, brief);
    return onIncident('CancelIncident', actor, { work: cancelledAfter }, () => ({ reason }));
  }

  private tellManager(stage: Stage): Step | undefined {
    const { managerAfter, brief, staff } = this.plan;
    const actor = this.rules.about(stage, 'EscalateIncident', staff);
    if (managerAfter === undefined || actor === undefined || this.done.has('EscalateIncident')) return undefined;
    const reason = say({ zh: '紧急事件，通知事件经理', en: 'Urgent: the incident manager is told' }, brief);
    return onIncident('EscalateIncident', actor, { work: managerAfter }, () => ({ kind: 'hierarchical', reason }));
  }

  private raise({ priority }: IncidentInProgress, stage: Stage): Step | undefined {
    const { raisedAfter, brief, staff } = this.plan;
    const { profile } = this.rules;
    const actor = this.rules.about(stage, 'ChangePriority', staff);
    const higher = profile.definition.priorities[(profile.priorityRank(priority) ?? 0) - 1]?.code;
    if (raisedAfter === undefined || actor === undefined || higher === undefined || this.done.has('ChangePriority'))
      return undefined;
    const reason = say({ zh: '影响当日数据上传，按规则提升', en: "Today's data upload is affected" }, brief);
    return onIncident('ChangePriority', actor, { work: raisedAfter }, () => ({ priority: higher, reason }));
  }

  private workOn(incident: IncidentInProgress, stage: Stage): Step | undefined {
    const { plan, rules } = this;
    const piece = plan.pieces[this.current(incident)];
    if (piece === undefined) return undefined;
    const engineer = rules.at(stage, 'AssignIncident', plan.staff);
    // Somebody else, or the desk itself, may have found an owner meanwhile.
    const assigned = JSON.stringify(incident.assignment) !== this.assignedBefore;
    if (!this.tookOver && !assigned && piece.takeOver > 0 && incident.assignment.engineer !== engineer.id) {
      const reason = say({ zh: '按类别、技能与当前工作量分配', en: 'By category, skill and load' }, plan.brief);
      const data = { group: plan.brief.topic.group, engineer: engineer.id, reason };
      return onIncident('AssignIncident', engineer, { work: piece.takeOver }, () => data);
    }
    const { workaroundAfter } = plan;
    const actor = rules.about(stage, 'ApplyWorkaround', plan.staff);
    if (workaroundAfter !== undefined && actor !== undefined && piece.line > 1 && !this.done.has('ApplyWorkaround')) {
      const { workaround = plan.brief.topic.solution } = plan.brief.topic;
      const description = say(workaround, plan.brief);
      return onIncident('ApplyWorkaround', actor, { work: workaroundAfter }, () => ({ description }));
    }
    return this.wait(incident, stage);
  }

  private wait(incident: IncidentInProgress, stage: Stage): Step | undefined {
    const { plan, rules } = this;
    const wait = plan.waits.find(({ piece }, index) => piece === this.current(incident) && !this.waited.has(index));
    if (wait === undefined || this.rejected || !rules.profile.isPauseReason(wait.reason)) return undefined;
    const actor = rules.about(stage, 'PutOnHold', plan.staff);
    if (actor === undefined) return undefined;
    const note = say(
      { zh: `等待${wait.reason === 'user' ? '用户' : '供应商'}`, en: `Waits for the ${wait.reason}` },
      plan.brief,
    );
    return onIncident('PutOnHold', actor, { work: wait.after }, () => ({ reason: wait.reason, note }));
  }

  private resume(incident: PendingIncident, stage: Stage): Step | undefined {
    const { plan, rules } = this;
    const index = plan.waits.findIndex(({ reason }, at) => reason === incident.pendingReason && !this.waited.has(at));
    const wait = plan.waits[index];
    const actor = rules.about(stage, 'ResumeIncident', plan.staff);
    if (wait === undefined || actor === undefined) return undefined;
    this.waiting = index;
    const when = wait.reason === 'user' ? { elapsed: wait.lasts } : { work: wait.lasts };
    const note = say({ zh: '已收到答复', en: 'The answer is here' }, plan.brief);
    return onIncident('ResumeIncident', actor, when, () => ({ note }));
  }

  /** The piece that the line which has the case works on: of those below it none is left to it, save the solution. */
  private current({ tier }: RecordedIncident): number {
    const { pieces } = this.plan;
    const line = this.rules.profile.line(tier);
    let at = this.piece;
    while (at < pieces.length - 1 && (pieces[at]?.line ?? line) < line) at += 1;
    return at;
  }

  /** One line's work: as many pieces as it can not hand on (S0-61 … S0-78). */
  private support(incident: IncidentInProgress, stage: Stage): Step {
    const { plan, rules } = this;
    const { pieces, brief } = plan;
    const last = pieces.length - 1;
    let at = this.current(incident);
    let effort = pieces[at]?.effort ?? 0;
    let next: Stage | undefined;
    while (at < last) {
      next = this.handTo(stage, pieces[at + 1]);
      if (next !== undefined) break;
      at += 1;
      effort += pieces[at]?.effort ?? 0;
    }
    const solves = next === undefined;
    if (this.rejected && plan.rejection !== undefined) effort = plan.rejection.effort;
    const { change } = plan;
    const changes =
      solves &&
      change !== undefined &&
      !this.changed &&
      !this.rejected &&
      rules.profile.target(stage.code, 'change_needed') !== undefined;
    // Where the flow has no changes, whoever solves it makes the change by himself.
    if (solves && change !== undefined && !changes && !this.changed && !this.rejected)
      effort += change.apply + change.implement;
    this.reached = solves ? last : at + 1;
    const actor = rules.at(stage, 'RecordSupport', plan.staff);
    return onIncident('RecordSupport', actor, { work: effort }, (instant) => {
      const { line, tier } = { line: rules.profile.line(stage.tier), tier: stage.tier };
      const answers = {
        supporter: actor.id,
        diagnosis: say(line > 1 ? brief.topic.depth : brief.topic.diagnosis, brief),
        handlingRecord: say(brief.topic.diagnosis, brief),
        resolved: solves && !changes,
        ...(solves &&
          !changes && { measures: say(brief.topic.solution, brief), solution: say(brief.topic.solution, brief) }),
        ...(changes && { changeNeeded: true }),
        ...(next !== undefined && {
          escalationReason: say(brief.topic.beyond, brief),
          owner: `${next.roles[0] ?? next.tier}.${plan.staff}`,
        }),
      };
      const { fields, extra } = fillIn(rules.profile.formOf(stage.code), answers, SUPPORT_FIELDS, instantOf(instant));
      const form = fields as unknown as { supporter: string; diagnosis: string; resolved: boolean };
      return { tier, ...form, ...(next && { escalateTo: next.code }), ...(extra && { extra }) };
    });
  }

  /** The stage that takes the next piece; none: there is nobody to hand it to. */
  private handTo(stage: Stage, piece: Piece | undefined): Stage | undefined {
    if (piece === undefined) return undefined;
    const { profile } = this.rules;
    const targets = profile.targets(stage.code, 'escalated');
    const own = profile.line(stage.tier);
    return (
      targets.find(({ tier }) => tier === piece.tier) ??
      targets.find(({ tier }) => profile.line(tier) === piece.line) ??
      (piece.line > own ? targets.find(({ tier }) => profile.line(tier) > own) : undefined)
    );
  }

  /** Node G. */
  private resolve(stage: Stage): Step {
    const { plan, rules } = this;
    const actor = rules.at(stage, 'ResolveIncident', plan.staff);
    return onIncident('ResolveIncident', actor, { work: plan.resolve }, (at) => {
      const answers = { resolvedAt: instantOf(at) };
      const { fields, extra } = fillIn(rules.profile.formOf(stage.code), answers, ['resolvedAt'], instantOf(at));
      return { ...fields, ...(extra && { extra }) };
    });
  }

  private stageOf({ stage }: RecordedIncident): Stage {
    return this.rules.profile.stage(stage);
  }
}

const SUPPORT_FIELDS: readonly string[] = [
  'supporter',
  'diagnosis',
  'measures',
  'solution',
  'resolved',
  'escalationReason',
  'owner',
  'changeNeeded',
];
