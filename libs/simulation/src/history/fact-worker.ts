import { isOpen, type IncidentState, type RecordedIncident, type RecordIncidentData } from '@evidesk/incidents';
import { type Actor, deriveId, type JsonValue } from '@evidesk/kernel';
import type { Stage } from '@evidesk/profiles';
import type { DeskRules } from '../cases/desk-rules.js';
import { fillIn } from '../cases/forms.js';
import { RECORD_FIELDS } from '../cases/case-worker.js';
import { onIncident, type Step } from '../cases/step.js';
import type { CaseActor, CaseView, Task } from '../engine/case-actor.js';
import { instantOf } from '../office-hours.js';
import { byWayOf } from './by-way-of.js';
import type { Fact, FactKind, IncidentFacts } from './facts.js';

/** Facts that could not be brought about under a profile, by kind. */
export type Inapplicable = Map<FactKind, number>;

/** Lets one incident's facts happen again, each at its instant, by whatever stages the profile has. */
export class FactWorker implements CaseActor {
  readonly changeId: string;
  /** The fact that is next. */
  private at = 0;
  /** Commands that were sent for it already. */
  private sent = 0;
  private task: Task | undefined;

  constructor(
    private readonly facts: IncidentFacts,
    private readonly rules: DeskRules,
    private readonly inapplicable: Inapplicable,
  ) {
    this.changeId = deriveId('simulated-change', facts.incidentId);
  }

  get incidentId(): string {
    return this.facts.incidentId;
  }

  next({ incident }: CaseView, now: number, of: (incidentId: string) => IncidentState): Task | undefined {
    if (incident.status === 'unrecorded') return this.planned('recorded', this.record(), this.facts.recordedAt, now);
    for (;;) {
      const fact = this.facts.happened[this.at];
      if (fact === undefined) return undefined;
      const step = this.sent < MOST_STEPS ? this.stepTo(fact, incident, of) : undefined;
      // Where it stands is part of the name: a process manager may move it meanwhile.
      const name = `${this.at}.${this.sent} ${incident.status} ${incident.stage}`;
      if (step !== undefined) return this.planned(name, step, fact.at, now);
      // Something was done for it, or it has no place in this profile.
      if (this.sent === 0) this.inapplicable.set(fact.kind, (this.inapplicable.get(fact.kind) ?? 0) + 1);
      this.at += 1;
      this.sent = 0;
    }
  }

  did({ action }: Task): void {
    if (action.type === 'RecordIncident') return;
    this.sent += 1;
    const fact = this.facts.happened[this.at];
    if (fact === undefined || !isDoneBy(fact, action.type)) return;
    this.at += 1;
    this.sent = 0;
  }

  private planned(name: string, step: Step, at: number, now: number): Task {
    const key = `${name}/${step.name}`;
    if (this.task?.key !== key) {
      const when = Math.max(at, now);
      const { id, roles } = step.actor;
      // What lies further back than people may report comes in by an importer (C22).
      const actor: Actor = { id, roles: [...roles, 'importer'] };
      this.task = { key, at: when, actor, action: step.action(when) };
    }
    return this.task;
  }

  private record(): Step {
    const { rules, facts } = this;
    const { recorded } = facts;
    const actor = rules.at(rules.profile.entryStage, 'RecordIncident', 1);
    const data = (at: number): Omit<RecordIncidentData, 'number'> => {
      const priority = rules.priority(facts.priority.code, facts.priority.rank);
      const answers: Record<string, JsonValue | undefined> = {
        description: 'replayed',
        type: rules.type(recorded.type),
        category: rules.category(recorded.category),
        priority,
        discoveredAt: recorded.discoveredAt,
        reporter: REPORTER,
        contact: REPORTER,
        ...rules.impactFor(priority),
      };
      const { fields, extra } = fillIn(rules.profile.entryForm, answers, RECORD_FIELDS, instantOf(at));
      return {
        recordType: recorded.recordType,
        source: rules.source(recorded.source),
        channel: rules.channel(recorded.channel),
        reportedAt: recorded.reportedAt,
        reporterId: REPORTER,
        ...(extra && { extra }),
        ...(fields as unknown as Pick<
          RecordIncidentData,
          'description' | 'type' | 'discoveredAt' | 'reporter' | 'contact'
        >),
      };
    };
    return {
      name: 'RecordIncident',
      when: { at: facts.recordedAt },
      actor,
      action: (at) => ({ kind: 'record', type: 'RecordIncident', data: data(at) }),
    };
  }

  /** The next command towards a fact; none: it has happened, or can't. */
  private stepTo(fact: Fact, incident: RecordedIncident, of: (id: string) => IncidentState): Step | undefined {
    const { rules } = this;
    const stage = rules.profile.stage(incident.stage);
    const when = { at: fact.at };
    const about = (command: string) => rules.about(stage, command, 1);
    switch (fact.kind) {
      case 'classified':
        return incident.status === 'new' ? this.classify(stage, fact) : undefined;
      case 'priority': {
        const priority = rules.priority(fact.priority.code, fact.priority.rank);
        const actor = about('ChangePriority');
        if (!isOpen(incident) || actor === undefined || priority === incident.priority) return undefined;
        return onIncident('ChangePriority', actor, when, () => ({ priority, reason: 'replayed' }));
      }
      case 'assigned': {
        const { group, engineer } = fact;
        const same = (group ?? incident.assignment.group) === incident.assignment.group;
        const actor = about('AssignIncident');
        if (!(isOpen(incident) || incident.status === 'resolved') || actor === undefined) return undefined;
        if (same && (engineer ?? incident.assignment.engineer) === incident.assignment.engineer) return undefined;
        const to = { ...(group !== undefined && { group }), ...(engineer !== undefined && { engineer }) };
        return onIncident('AssignIncident', actor, when, () => ({ ...to, reason: 'replayed' }));
      }
      case 'held': {
        const actor = about('PutOnHold');
        if (incident.status === 'new') return this.classify(stage, fact);
        if (incident.status !== 'in_progress' || actor === undefined) return undefined;
        const reason = rules.pauseReason(fact.reason);
        return reason && onIncident('PutOnHold', actor, when, () => ({ reason, note: 'replayed' }));
      }
      case 'manager-told': {
        const actor = about('EscalateIncident');
        if (incident.status !== 'in_progress' || actor === undefined) return undefined;
        return onIncident('EscalateIncident', actor, when, () => ({ kind: 'hierarchical', reason: 'replayed' }));
      }
      case 'workaround': {
        const actor = about('ApplyWorkaround');
        if (!isOpen(incident) || actor === undefined) return undefined;
        return onIncident('ApplyWorkaround', actor, when, () => ({ description: 'replayed' }));
      }
      case 'cancelled':
        return this.cancel(incident, stage, fact);
      case 'duplicate': {
        const actor = about('MarkDuplicate');
        const repeated = (incident.repeatedBy ?? []).length > 0;
        if (actor === undefined || repeated || !isOpen(of(fact.of)) || fact.of === this.incidentId)
          return this.cancel(incident, stage, fact);
        return isOpen(incident) ? onIncident('MarkDuplicate', actor, when, () => ({ of: fact.of })) : undefined;
      }
      case 'no-duplicate': {
        const actor = about('UnmarkDuplicate');
        if (incident.status !== 'cancelled' || incident.duplicateOf === undefined || actor === undefined)
          return undefined;
        return onIncident('UnmarkDuplicate', actor, when, () => ({ reason: 'replayed' }));
      }
      default:
        return byWayOf(fact, incident, stage, rules, () => this.classify(stage, fact));
    }
  }

  /** Node E, by what was found when it was classified; at the latest when something happens that needs it. */
  private classify(stage: Stage, { at }: Fact): Step {
    const { rules, facts } = this;
    const found = facts.happened.find(({ kind }) => kind === 'classified') as
      Extract<Fact, { kind: 'classified' }> | undefined;
    const { type, category, priority } = found ?? { ...facts.recorded, priority: facts.priority };
    return onIncident('ClassifyIncident', rules.at(stage, 'ClassifyIncident', 1), { at }, () => {
      const known = rules.category(category);
      const matrix = rules.profile.definition.priorityMatrix !== undefined;
      return {
        type: rules.type(type),
        ...(known !== undefined && { category: known }),
        priority: rules.priority(priority.code, priority.rank),
        ...(matrix && { reason: 'replayed' }),
      };
    });
  }

  private cancel(incident: RecordedIncident, stage: Stage, { at }: Fact): Step | undefined {
    const actor = this.rules.about(stage, 'CancelIncident', 1);
    if (!isOpen(incident) || actor === undefined) return undefined;
    return onIncident('CancelIncident', actor, { at }, () => ({ reason: 'replayed' }));
  }
}

/** No way along a graph is longer: what takes more gets nowhere. */
const MOST_STEPS = 50;

/** Nobody's name is taken over. */
const REPORTER = 'reporter';

/** The commands that bring a fact about; others only lead to it. */
const DONE_BY: Readonly<Record<FactKind, readonly string[]>> = {
  classified: ['ClassifyIncident'],
  priority: ['ChangePriority'],
  assigned: ['AssignIncident'],
  held: ['PutOnHold'],
  resumed: ['ResumeIncident'],
  escalated: ['RecordSupport', 'EscalateIncident'],
  'manager-told': ['EscalateIncident'],
  workaround: ['ApplyWorkaround'],
  solved: ['RecordSupport'],
  resolved: ['ResolveIncident'],
  written: ['RecordSolution'],
  rejected: ['RejectResolution'],
  confirmed: ['ConfirmResolution'],
  closed: ['CloseIncident'],
  cancelled: ['CancelIncident'],
  duplicate: ['MarkDuplicate', 'CancelIncident'],
  'no-duplicate': ['UnmarkDuplicate'],
  'followed-up': ['RecordFollowUp'],
};

const isDoneBy = ({ kind }: Fact, command: string): boolean => DONE_BY[kind].includes(command);
