import type { RecordedIncident } from '@evidesk/incidents';
import type { Stage } from '@evidesk/profiles';
import type { DeskRules } from '../cases/desk-rules.js';
import { fillIn } from '../cases/forms.js';
import { onIncident, type Step } from '../cases/step.js';
import { instantOf } from '../office-hours.js';
import type { Fact } from './facts.js';

type Along = Extract<
  Fact,
  {
    kind:
      'resumed' | 'escalated' | 'solved' | 'resolved' | 'written' | 'rejected' | 'confirmed' | 'closed' | 'followed-up';
  }
>;

/**
 * The next command along the graph of the profile towards a fact; none: it has happened, or can't. What the profile asks
 * for on the way, and the facts do not tell of, is done at the instant of the fact.
 */
export function byWayOf(
  fact: Along,
  incident: RecordedIncident,
  stage: Stage,
  rules: DeskRules,
  classify: () => Step,
): Step | undefined {
  const along = { fact, incident, stage, rules };
  switch (fact.kind) {
    case 'resumed':
      return incident.status === 'pending' ? resume(along) : undefined;
    case 'escalated':
      return escalate({ ...along, fact }, classify);
    case 'solved':
      return toSolution(along, classify);
    case 'resolved':
      return toSolution(along, classify) ?? (isAtResolution(along) ? resolve(along, fact.resolvedAt) : undefined);
    case 'written':
      return incident.status === 'resolved' && stage.kind === 'solution_record' ? write(along, fact.cause) : undefined;
    case 'rejected': {
      const by = speaker('RejectResolution', along);
      if (incident.status !== 'resolved') return undefined;
      return onIncident('RejectResolution', by, { at: fact.at }, () => ({ reason: REPLAYED }));
    }
    case 'confirmed':
      return incident.status === 'resolved' && incident.confirmation === undefined
        ? confirm(along, fact.satisfaction)
        : undefined;
    case 'closed':
      return (
        toSolution(along, classify) ??
        (isAtResolution(along) ? resolve(along, instantOf(fact.at)) : undefined) ??
        close({ ...along, fact })
      );
    case 'followed-up': {
      const actor = rules.about(stage, 'RecordFollowUp', 1);
      if (incident.status !== 'closed' || actor === undefined) return undefined;
      const { followedUpAt } = fact;
      return onIncident('RecordFollowUp', actor, { at: fact.at }, () => ({ followedUpAt, result: REPLAYED }));
    }
  }
}

const REPLAYED = 'replayed';

interface On<F extends Along = Along> {
  readonly fact: F;
  readonly incident: RecordedIncident;
  readonly stage: Stage;
  readonly rules: DeskRules;
}

const isAtResolution = ({ incident, stage }: On): boolean =>
  incident.status === 'in_progress' && stage.kind === 'resolution';

/** Until a line of support has put a solution in place. */
function toSolution(on: On, classify: () => Step): Step | undefined {
  const { incident, stage } = on;
  if (incident.status === 'new') return classify();
  if (incident.status === 'pending') return resume(on);
  return incident.status === 'in_progress' && stage.kind === 'support' ? support(on, undefined) : undefined;
}

function resume({ fact, stage, rules }: On): Step | undefined {
  const actor = rules.about(stage, 'ResumeIncident', 1);
  return actor && onIncident('ResumeIncident', actor, { at: fact.at }, () => ({ note: REPLAYED }));
}

function escalate(on: On<Extract<Along, { kind: 'escalated' }>>, classify: () => Step): Step | undefined {
  const { fact, incident, stage, rules } = on;
  const { profile } = rules;
  if (incident.status === 'new') return classify();
  if (incident.status !== 'in_progress' || stage.kind !== 'support') return undefined;
  const targets = profile.targets(stage.code, 'escalated');
  const own = profile.line(stage.tier);
  const up = fact.line > own ? targets.find(({ tier }) => profile.line(tier) > own) : undefined;
  const next = targets.find(({ tier }) => profile.line(tier) === fact.line) ?? up;
  if (next === undefined) return undefined;
  if (fact.form) return support(on, next);
  const actor = rules.at(stage, 'EscalateIncident', 1);
  const owner = `${next.roles[0] ?? next.tier}.1`;
  return onIncident('EscalateIncident', actor, { at: fact.at }, () => ({
    reason: REPLAYED,
    escalateTo: next.code,
    owner,
  }));
}

/** A line's form: handed to the next, or solved. */
function support({ fact, stage, rules }: On, next: Stage | undefined): Step {
  const { profile } = rules;
  const actor = rules.at(stage, 'RecordSupport', 1);
  return onIncident('RecordSupport', actor, { at: fact.at }, (at) => {
    const answers = {
      supporter: actor.id,
      diagnosis: REPLAYED,
      resolved: next === undefined,
      ...(next === undefined
        ? { solution: REPLAYED }
        : { measures: REPLAYED, escalationReason: REPLAYED, owner: `${next.roles[0] ?? next.tier}.1` }),
    };
    const { fields, extra } = fillIn(profile.formOf(stage.code), answers, SUPPORT_FIELDS, instantOf(at));
    const form = fields as unknown as { supporter: string; diagnosis: string; resolved: boolean };
    return { tier: stage.tier, ...form, ...(next && { escalateTo: next.code }), ...(extra && { extra }) };
  });
}

function resolve({ fact, stage, rules }: On, resolvedAt: string): Step {
  const actor = rules.at(stage, 'ResolveIncident', 1);
  return onIncident('ResolveIncident', actor, { at: fact.at }, (at) => filled(rules, stage, { resolvedAt }, at));
}

function write({ fact, stage, rules }: On, cause?: string): Step {
  const actor = rules.at(stage, 'RecordSolution', 1);
  return onIncident('RecordSolution', actor, { at: fact.at }, (at) =>
    filled(rules, stage, { solution: REPLAYED, handlingProcess: REPLAYED, cause: rules.cause(cause) }, at),
  );
}

function confirm(on: On, satisfaction?: number): Step {
  const score = satisfaction === undefined ? {} : { satisfaction };
  return onIncident('ConfirmResolution', speaker('ConfirmResolution', on), { at: on.fact.at }, () => ({
    evidence: REPLAYED,
    ...score,
  }));
}

/** From the resolution to the end. */
function close(on: On<Extract<Along, { kind: 'closed' }>>): Step | undefined {
  const { fact, incident, stage, rules } = on;
  if (incident.status !== 'resolved') return undefined;
  const when = { at: fact.at };
  switch (stage.kind) {
    case 'solution_record':
      return write(on);
    case 'review':
      return onIncident('WriteFaultReview', rules.at(stage, 'WriteFaultReview', 1), when, (at) =>
        filled(rules, stage, { summary: REPLAYED }, at),
      );
    case 'assessment':
      return onIncident('AssessQuality', rules.at(stage, 'AssessQuality', 1), when, (at) =>
        filled(rules, stage, { impactScope: REPLAYED, cause: REPLAYED, handling: REPLAYED }, at),
      );
    case 'closing': {
      if (incident.confirmation === undefined && incident.confirmationPolicy !== 'none') return confirm(on);
      const { outcome, like, closedAt } = fact;
      return onIncident('CloseIncident', rules.at(stage, 'CloseIncident', 1), when, (at) =>
        filled(rules, stage, { outcome: rules.outcome(outcome, like), closedAt, feedback: undefined }, at),
      );
    }
    default:
      return undefined;
  }
}

/** The desk on behalf, or the reporter where no desk may. */
function speaker(command: 'ConfirmResolution' | 'RejectResolution', { incident, stage, rules }: On) {
  return rules.about(stage, command, 1) ?? { id: incident.reporterId ?? 'reporter', roles: ['end_user'] };
}

/** What a form takes, as the data of a command with these fields. */
function filled<D>(rules: DeskRules, stage: Stage, answers: Record<string, string | undefined>, at: number): D {
  const { fields, extra } = fillIn(rules.profile.formOf(stage.code), answers, Object.keys(answers), instantOf(at));
  return { ...fields, ...(extra && { extra }) } as D;
}

const SUPPORT_FIELDS: readonly string[] = [
  'supporter',
  'diagnosis',
  'measures',
  'solution',
  'resolved',
  'escalationReason',
  'owner',
];
