import type { CompiledProfile } from '@evidesk/profiles';
import type { IncidentEvent } from '../../contract/incident-events.js';
import { retarget } from '../clocks/set-clocks.js';
import type { IncidentCommand } from '../incident.commands.js';
import { isOpen } from '../incident.evolve.js';
import type { RecordedIncident } from '../incident.state.js';
import { illegalTransition, refuseInvalid } from '../refusals.js';
import { after, firstResponse, moveOn, mustBeAt } from './flow.js';
import { ruled, startCutOff } from './rules.js';
import { unknownTerms } from './terms.js';

/** The priority that the profile derives from impact and urgency (C6, S4-35 … S4-37); undefined where it derives none. */
export function matrixPriority(
  { impact, urgency }: { readonly impact?: string; readonly urgency?: string },
  profile: CompiledProfile,
): string | undefined {
  if (impact === undefined || urgency === undefined) return undefined;
  return profile.priorityFor(impact, urgency);
}

/** `incident.declared-major`, when priority or type make it one by the profile's rule (C25). */
export function becomesMajor(
  { major }: { readonly major: boolean },
  { priority, type }: { readonly priority: string; readonly type: string },
  { definition: { majorIncident } }: CompiledProfile,
): readonly IncidentEvent[] {
  if (major) return [];
  if (majorIncident.priorities.includes(priority)) {
    return [{ type: 'incident.declared-major', data: { rule: 'priority', reason: priority } }];
  }
  if (majorIncident.types.includes(type)) {
    return [{ type: 'incident.declared-major', data: { rule: 'type', reason: type } }];
  }
  return [];
}

/** Node E: type, category and priority (S0-45, C6). */
export function classifyIncident(
  command: IncidentCommand<'ClassifyIncident'>,
  state: RecordedIncident,
  profile: CompiledProfile,
): readonly IncidentEvent[] {
  mustBeAt('classification', command, state, profile, 'new');
  const { data, metadata } = command;
  const type = data.type ?? state.type;
  const category = data.category ?? state.category;
  const impact = data.impact ?? state.impact;
  const urgency = data.urgency ?? state.urgency;
  const subcategory = data.subcategory ?? (category === state.category ? state.subcategory : undefined);
  const derived = matrixPriority({ impact, urgency }, profile);
  const priority = data.priority ?? derived ?? state.priority;
  const rule = derived === undefined ? 'judgement' : priority === derived ? 'matrix' : 'override';
  refuseInvalid([
    ...unknownTerms({ ...data, category }, profile),
    ...(rule === 'override' && data.reason === undefined
      ? [
          {
            pointer: '/reason',
            code: 'required',
            detail: `the matrix gives ${derived}: another priority needs a reason`,
          },
        ]
      : []),
  ]);
  const move = moveOn(command.type, state, profile, 'classified');
  const changed = priority === state.priority ? undefined : retarget(state, priority, metadata.occurredAt, profile);
  const classified: IncidentEvent = {
    type: 'incident.classified',
    data: {
      type,
      category,
      subcategory,
      impact,
      urgency,
      priority,
      rule,
      reason: data.reason,
      clocks: changed?.clocks,
      withoutTarget: changed?.withoutTarget,
      move,
    },
  };
  if (changed === undefined && profile.definition.priorityRules === undefined) {
    const events = firstResponse('classified', metadata, state, profile);
    return [classified, ...events, ...becomesMajor(state, { priority, type }, profile)];
  }
  const asClassified = after(state, [classified], metadata);
  const answers = { ...asClassified, ...asClassified.extra };
  const cutOffs = startCutOff(answers, asClassified, metadata.occurredAt, profile);
  if (cutOffs.length > 0) classified.data.clocks = [...(classified.data.clocks ?? []), ...cutOffs];
  const raised = ruled(answers, asClassified, metadata, profile);
  const final = after(asClassified, raised, metadata);
  return [
    classified,
    ...raised,
    ...firstResponse('classified', metadata, final, profile),
    ...becomesMajor(final, final, profile),
  ];
}

/** Raises or lowers the priority, with the reason (S1-64, S1-65, C6). */
export function changePriority(
  { type, data, metadata }: IncidentCommand<'ChangePriority'>,
  state: RecordedIncident,
  profile: CompiledProfile,
): readonly IncidentEvent[] {
  if (!isOpen(state)) throw illegalTransition(type, state, profile);
  refuseInvalid(unknownTerms(data, profile));
  if (data.priority === state.priority) return [];
  return [
    {
      type: 'incident.priority-changed',
      data: {
        from: state.priority,
        to: data.priority,
        reason: data.reason,
        ...retarget(state, data.priority, metadata.occurredAt, profile),
      },
    },
    ...becomesMajor(state, { priority: data.priority, type: state.type }, profile),
  ];
}

/** The incident manager declares a major incident (C25, S0-23). */
export function declareMajorIncident(
  { type, data }: IncidentCommand<'DeclareMajorIncident'>,
  state: RecordedIncident,
  profile: CompiledProfile,
): readonly IncidentEvent[] {
  if (!isOpen(state)) throw illegalTransition(type, state, profile);
  return state.major ? [] : [{ type: 'incident.declared-major', data: { rule: 'manual', reason: data.reason } }];
}
