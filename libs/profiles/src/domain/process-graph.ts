import type {
  Form,
  Labels,
  ProcessProfile,
  ProfileReference,
  Service,
  SlaTarget,
  Stage,
  Trigger,
} from '../contract/process-profile.js';
import { closingStages } from './profile-graph.js';
import { resolveForms } from './resolve-forms.js';
import { termIndex, type TermKind } from './term-index.js';

/** A profile with its questions answered by look-up. Never changes. */
export interface CompiledProfile {
  readonly definition: ProcessProfile;
  /** Which version this is; 0 for a profile that was not published. */
  readonly reference: ProfileReference;
  readonly entryStage: Stage;
  readonly closingStage: Stage;
  /** @throws Error when the profile has no such stage */
  stage(code: string): Stage;
  /** The line of support, from 1, to which a tier belongs (S0-93). @throws Error when the profile has no such tier */
  line(tier: string): number;
  /** Where a trigger leads: the first edge, or the one to the wanted stage or tier. `undefined`: no such edge (S0-42). */
  target(from: string, trigger: Trigger, wanted?: string): Stage | undefined;
  /** All stages to which a trigger leads, the default first. */
  targets(from: string, trigger: Trigger): readonly Stage[];
  triggersFrom(stage: string): readonly Trigger[];
  /** A form, with the answers of its choices filled in from the profile's lists. */
  form(code: string): Form | undefined;
  /** The form of a stage, if it has one. */
  formOf(stage: string): Form | undefined;
  /** The form by which an incident is recorded. */
  readonly entryForm: Form;
  /** True when one of the roles may send the command at all; the stage may narrow it. */
  mayRole(command: string, roles: readonly string[]): boolean;
  /** The roles that may send the command; none for a command that the matrix does not list. */
  rolesFor(command: string): readonly string[];
  /** True when one of the roles works at the stage (S0-43 … S0-52). */
  worksAt(stage: string, roles: readonly string[]): boolean;
  /** True when one of the roles may escalate from the stage. */
  mayEscalateFrom(stage: string, roles: readonly string[]): boolean;
  isType(code: string): boolean;
  isCategory(category: string, subcategory?: string): boolean;
  isCause(code: string): boolean;
  isSource(code: string): boolean;
  isChannel(code: string): boolean;
  isPriority(code: string): boolean;
  isOutcome(code: string): boolean;
  isPauseReason(code: string): boolean;
  labels(kind: TermKind, code: string): Labels | undefined;
  /** 0 is the most urgent; `undefined` when the profile has no such priority. */
  priorityRank(code: string): number | undefined;
  /** The priority that impact and urgency give, where the profile derives it (C6). */
  priorityFor(impact: string, urgency: string): string | undefined;
  /** The SLA row for a record; `undefined`: no SLA (S4-25). */
  slaTarget(recordType: string, priority: string): SlaTarget | undefined;
  /** What choosing an entry of the service catalogue fills in; `undefined` for an entry that offers none (S2-17). */
  service(code: string): Service | undefined;
  calendar(code: string): ProcessProfile['calendars'][number] | undefined;
  outcome(code: string): ProcessProfile['closing']['outcomes'][number] | undefined;
  pauseReason(code: string): ProcessProfile['pauseReasons'][number] | undefined;
  /** Who has to confirm before closing (C17); a source that the profile does not list needs its user. */
  confirmation(source: string): 'user' | 'evidence' | 'none';
  /** C25. */
  isMajor(incident: { readonly priority: string; readonly type: string }): boolean;
}

/** Prepares a valid profile for use. @throws Error when it has no closing stage or no entry: validate first. */
export function compileProfile(
  profile: ProcessProfile,
  reference: ProfileReference = { name: profile.name, version: 0 },
): CompiledProfile {
  const stages = byCode(profile.stages);
  const tiers = byCode(profile.tiers);
  const forms = resolveForms(profile);
  const terms = termIndex(profile);
  const calendars = byCode(profile.calendars);
  const outcomes = byCode(profile.closing.outcomes);
  const services = byCode(profile.catalogue ?? []);
  const pauseReasons = byCode(profile.pauseReasons);
  const confirmation = new Map(Object.entries(profile.closing.confirmation));
  const permissions = new Map(Object.entries(profile.permissions).map(([name, roles]) => [name, new Set(roles)]));
  const matrix = new Map(
    Object.entries(profile.priorityMatrix?.table ?? {}).map(([impact, row]) => [impact, new Map(Object.entries(row))]),
  );
  const edges = edgeIndex(profile, stages);
  const formOf = (code: string): Form | undefined => {
    const form = stages.get(code)?.form;
    return form === undefined ? undefined : forms.get(form);
  };
  const has = (kind: TermKind) => (code: string) => terms.get(kind)?.has(code) ?? false;
  const holds = (allowed: readonly string[] | undefined, roles: readonly string[]) =>
    allowed?.some((role) => roles.includes(role)) ?? false;

  return Object.freeze<CompiledProfile>({
    definition: profile,
    reference,
    entryStage: needed(stages.get(profile.entry.stage), 'a profile needs an entry stage'),
    closingStage: needed(closingStages(profile.stages)[0], 'a profile needs a closing stage'),
    entryForm: needed(forms.get(profile.entry.form), 'a profile needs an entry form'),
    stage: (code) => needed(stages.get(code), `no stage ${code}`),
    line: (code) => needed(tiers.get(code), `no tier ${code}`).line,
    target: (from, trigger, wanted) => {
      const reached = edges.get(from)?.get(trigger) ?? [];
      if (wanted === undefined) return reached[0];
      return reached.find((stage) => stage.code === wanted) ?? reached.find((stage) => stage.tier === wanted);
    },
    targets: (from, trigger) => edges.get(from)?.get(trigger) ?? [],
    triggersFrom: (stage) => [...(edges.get(stage)?.keys() ?? [])],
    form: (code) => forms.get(code),
    formOf,
    mayRole: (command, roles) => roles.some((role) => permissions.get(command)?.has(role) ?? false),
    rolesFor: (command) => [...(permissions.get(command) ?? [])],
    worksAt: (stage, roles) => holds(stages.get(stage)?.roles, roles),
    mayEscalateFrom: (stage, roles) =>
      holds(stages.get(stage)?.roles, roles) || holds(stages.get(stage)?.escalators, roles),
    isType: has('type'),
    isCategory: (category, subcategory) =>
      has('category')(category) && (subcategory === undefined || has('subcategory')(`${category}/${subcategory}`)),
    isCause: has('cause'),
    isSource: has('source'),
    isChannel: has('channel'),
    isPriority: has('priority'),
    isOutcome: has('outcome'),
    isPauseReason: has('pauseReason'),
    labels: (kind, code) => terms.get(kind)?.get(code),
    priorityRank: (code) => {
      const rank = profile.priorities.findIndex((priority) => priority.code === code);
      return rank < 0 ? undefined : rank;
    },
    priorityFor: (impact, urgency) => matrix.get(impact)?.get(urgency),
    slaTarget: (recordType, priority) =>
      profile.slaTargets.find((row) => row.recordType === recordType && row.priority === priority) ??
      profile.slaTargets.find((row) => row.recordType === recordType && row.priority === undefined),
    service: (code) => services.get(code)?.service,
    calendar: (code) => calendars.get(code),
    outcome: (code) => outcomes.get(code),
    pauseReason: (code) => pauseReasons.get(code),
    confirmation: (source) => confirmation.get(source) ?? 'user',
    isMajor: ({ priority, type }) =>
      profile.majorIncident.priorities.includes(priority) || profile.majorIncident.types.includes(type),
  });
}

type EdgeIndex = ReadonlyMap<string, ReadonlyMap<Trigger, readonly Stage[]>>;

function edgeIndex(profile: ProcessProfile, stages: ReadonlyMap<string, Stage>): EdgeIndex {
  const index = new Map<string, Map<Trigger, Stage[]>>();
  for (const { from, on, to } of profile.transitions) {
    const stage = stages.get(to);
    if (stage === undefined) continue;
    const triggers = index.get(from) ?? new Map<Trigger, Stage[]>();
    triggers.set(on, [...(triggers.get(on) ?? []), stage]);
    index.set(from, triggers);
  }
  return index;
}

function byCode<T extends { readonly code: string }>(items: readonly T[]): ReadonlyMap<string, T> {
  return new Map(items.map((item) => [item.code, item]));
}

function needed<T>(value: T | undefined, otherwise: string): T {
  if (value === undefined) throw new Error(otherwise);
  return value;
}
