import { isOpen, type IncidentState, type RecordedIncident, type RecordIncidentData } from '@evidesk/incidents';
import type { JsonValue } from '@evidesk/kernel';
import { deriveId } from '@evidesk/kernel';
import { say } from '../brief.js';
import type { CaseActor, CaseView, Task } from '../engine/case-actor.js';
import { instantOf, MINUTE } from '../office-hours.js';
import { MONITOR } from '../people.js';
import type { CasePlan } from './case-plan.js';
import { stepOfChange } from './change-work.js';
import { closingStep } from './closing-work.js';
import type { DeskRules } from './desk-rules.js';
import { fillIn } from './forms.js';
import { onIncident, type Step, type When } from './step.js';
import { SupportWork } from './support-work.js';

/** The people around one planned case: they go by the stages of the profile, whatever those are. */
export class CaseWorker implements CaseActor {
  readonly changeId: string;
  private readonly support: SupportWork;
  private task: Task | undefined;
  private place = '';
  /** How often the case has come to another stage or status. */
  private moves = 0;
  private readonly done = new Set<string>();

  constructor(
    private readonly plan: CasePlan,
    private readonly rules: DeskRules,
  ) {
    this.changeId = deriveId('simulated-change', plan.incidentId);
    this.support = new SupportWork(plan, rules);
  }

  get incidentId(): string {
    return this.plan.incidentId;
  }

  next(view: CaseView, now: number, of: (incidentId: string) => IncidentState): Task | undefined {
    const { incident } = view;
    const place = incident.status === 'unrecorded' ? '' : `${incident.status} ${incident.stage}`;
    if (place !== this.place) {
      this.place = place;
      this.moves += 1;
      if (incident.status !== 'unrecorded') this.support.arrive(incident);
    }
    const step = incident.status === 'unrecorded' ? this.record() : this.step(incident, view, of);
    if (step === undefined) return undefined;
    const key = `${this.moves}/${step.name}`;
    if (this.task?.key === key) return this.task;
    const at = Math.max(now, this.instant(step.when, now, incident));
    this.task = { key, at, actor: step.actor, action: step.action(at) };
    return this.task;
  }

  did({ action }: Task): void {
    this.done.add(action.type);
    this.support.did(action);
  }

  private instant(when: When, now: number, incident: IncidentState): number {
    if ('at' in when) return when.at;
    if ('elapsed' in when) return now + when.elapsed;
    const { brief } = this.plan;
    const [recordType, priority] =
      incident.status === 'unrecorded'
        ? [recordTypeOf(this.plan), this.rules.profile.isPriority(brief.priority) ? brief.priority : '']
        : [incident.recordType, incident.priority];
    return this.rules.hours(recordType, priority).addMs(now, when.work);
  }

  private step(
    incident: RecordedIncident,
    { change }: CaseView,
    of: (incidentId: string) => IncidentState,
  ): Step | undefined {
    switch (incident.status) {
      case 'new':
        return this.repeated(incident, of) ?? this.classify(incident);
      case 'in_progress':
      case 'pending':
        return stepOfChange({ incident, change }, this.plan, this.rules, this.changeId) ?? this.support.step(incident);
      case 'resolved':
      case 'closed':
        return closingStep({ incident, change }, this.plan, this.rules, this.changeId, this.done);
      case 'cancelled':
        return undefined;
    }
  }

  /** Nodes A and D. */
  private record(): Step {
    const { plan, rules } = this;
    const { brief, staff } = plan;
    const { topic, channel, reporter } = brief;
    const monitored = topic.source === 'monitoring_alert';
    const desk = rules.at(rules.profile.entryStage, 'RecordIncident', staff);
    const byUser = channel === 'portal' && !monitored;
    const may = (role: string) => rules.profile.mayRole('RecordIncident', [role]);
    const actor =
      monitored && may('monitor')
        ? { id: MONITOR.id, roles: ['monitor'] }
        : byUser && may('end_user')
          ? { id: reporter.id, roles: ['end_user'] }
          : desk;
    return {
      name: 'RecordIncident',
      when: { at: plan.reportedAt },
      actor,
      action: (at) => ({ kind: 'record', type: 'RecordIncident', data: this.recordData(at) }),
    };
  }

  private recordData(at: number): Omit<RecordIncidentData, 'number'> {
    const { plan, rules } = this;
    const { brief } = plan;
    const { topic, reporter } = brief;
    const monitored = topic.source === 'monitoring_alert';
    const priority = rules.priority(brief.priority);
    const answers: Record<string, JsonValue | undefined> = {
      title: say(topic.title, brief),
      description: say(topic.description, brief),
      type: rules.type(topic.type),
      category: rules.category(topic.category),
      priority,
      discoveredAt: instantOf(plan.discoveredAt),
      reporter: monitored ? MONITOR.name : reporter.name,
      contact: monitored ? 'https://monitoring.example.com/alerts' : reporter.contact,
      reportingUnit: brief.unit,
      affectedCi: `${topic.ci}-${plan.variant}`,
      symptom: `${topic.title.en} (${plan.variant})`,
      handlingTeam: topic.group,
      dataUploadAffected: topic.code === 'data-upload' ? true : undefined,
      ...rules.impactFor(priority),
    };
    const { fields, extra } = fillIn(rules.profile.entryForm, answers, RECORD_FIELDS, instantOf(at));
    return {
      recordType: recordTypeOf(plan),
      source: rules.source(topic.source),
      channel: rules.channel(brief.channel),
      reportedAt: instantOf(at),
      ...(!monitored && { reporterId: reporter.id }),
      ...(extra && { extra }),
      // Last, since what is added behind a spread is added many times as slowly.
      ...(fields as unknown as Pick<
        RecordIncidentData,
        'description' | 'type' | 'discoveredAt' | 'reporter' | 'contact'
      >),
    };
  }

  /** The desk finds that an open case is the same. */
  private repeated(incident: RecordedIncident, of: (incidentId: string) => IncidentState): Step | undefined {
    const { repeats, brief, staff } = this.plan;
    if (repeats === undefined || !isOpen(of(repeats))) return undefined;
    // What others repeat is no duplicate itself (S1-07).
    if (incident.repeatedBy !== undefined && incident.repeatedBy.length > 0) return undefined;
    const actor = this.rules.about(this.rules.profile.entryStage, 'MarkDuplicate', staff);
    if (actor === undefined) return undefined;
    const reason = say({ zh: '与未关闭事件现象相同', en: 'The same as an incident that is open' }, brief);
    return onIncident('MarkDuplicate', actor, { work: 3 * MINUTE }, () => ({ of: repeats, reason }));
  }

  /** Node E. */
  private classify(incident: RecordedIncident): Step {
    const { plan, rules } = this;
    const { topic } = plan.brief;
    const actor = rules.at(rules.profile.stage(incident.stage), 'ClassifyIncident', plan.staff);
    return onIncident('ClassifyIncident', actor, { work: plan.classify }, () => {
      const category = rules.category(topic.category);
      const matrix = rules.profile.definition.priorityMatrix !== undefined;
      return {
        type: rules.type(topic.type),
        ...(category !== undefined && { category }),
        priority: incident.priority,
        ...(matrix && { reason: say({ zh: '按影响与紧急程度评定', en: 'By what is known so far' }, plan.brief) }),
      };
    });
  }
}

const recordTypeOf = ({ brief }: CasePlan) =>
  brief.topic.type === 'service_request' ? ('service_request' as const) : ('incident' as const);

/** The details of a record that the command has itself; what else the entry form asks for is extra. */
export const RECORD_FIELDS: readonly string[] = [
  'title',
  'description',
  'type',
  'category',
  'subcategory',
  'priority',
  'impact',
  'urgency',
  'impactScope',
  'affectedCi',
  'symptom',
  'discoveredAt',
  'reporter',
  'contact',
  'reportingUnit',
  'customer',
  'contract',
  'handlingTeam',
  'dataUploadAffected',
];
