import { type CommandMetadata, DomainError } from '@evidesk/kernel';
import type { CompiledProfile } from '@evidesk/profiles';
import type { SupportRecorded } from '../../contract/flow-events.js';
import type { IncidentEvent } from '../../contract/incident-events.js';
import { waitsForChange } from '../allowed-commands.js';
import { judgeResolution } from '../clocks/judge.js';
import { pausesClocks, resume } from '../clocks/set-clocks.js';
import { clockRules } from '../clocks/targets.js';
import type { IncidentCommand } from '../incident.commands.js';
import { isOpen } from '../incident.evolve.js';
import type { RecordedIncident } from '../incident.state.js';
import { illegalTransition, refuseInvalid } from '../refusals.js';
import { after, firstResponse, moveOn, mustBeAt, mustHoldRole } from './flow.js';
import { becomesMajor } from './priority.js';
import { type Answers, ruled, startCutOff } from './rules.js';
import { asksFor, formErrors } from './terms.js';

/**
 * A line of support fills in its form (nodes F, H, I; S0-61 … S0-78).
 * Resolved: the solution is in place. Change needed: on to the change application. Else it is escalated where the
 * graph has an edge up, and stays where it has none (the third line works on, S0-19).
 */
export function recordSupport(
  command: IncidentCommand<'RecordSupport'>,
  state: RecordedIncident,
  profile: CompiledProfile,
): readonly IncidentEvent[] {
  const { tier, escalateTo, owner, extra, ...form } = command.data;
  if (tier !== state.tier) {
    throw illegalTransition(command.type, state, profile, `tier ${state.tier} has the incident, not ${tier}`);
  }
  mustBeAt('support', command, state, profile, 'in_progress');
  const stage = profile.stage(state.stage);
  const escalates =
    !form.resolved && form.changeNeeded !== true && profile.triggersFrom(stage.code).includes('escalated');
  refuseInvalid([
    ...formErrors(
      profile.formOf(stage.code),
      asksFor(profile.formOf(stage.code), 'owner') ? { ...form, owner } : form,
      extra,
    ),
    ...(form.resolved && form.changeNeeded === true
      ? [{ pointer: '/changeNeeded', code: 'contradiction', detail: 'what is resolved needs no change' }]
      : []),
    ...(escalates && form.escalationReason === undefined
      ? [{ pointer: '/escalationReason', code: 'required', detail: 'what is not resolved is escalated with a reason' }]
      : []),
  ]);
  const move = (trigger: Parameters<typeof moveOn>[3], wanted?: string) =>
    moveOn(command.type, state, profile, trigger, wanted);
  const recorded: SupportRecorded = {
    type: 'incident.support-recorded',
    data: { stage: stage.code, tier, line: profile.line(tier), ...form, extra },
  };
  const ruling = rulingOn(recorded, { ...form, ...extra }, state, command.metadata, profile);
  const now = ruling.length === 0 ? state : after(state, [recorded, ...ruling], command.metadata);
  const told = [recorded, ...ruling];
  if (form.resolved) {
    return [
      ...told,
      ...firstResponse('solution_implemented', command.metadata, now, profile),
      { type: 'incident.solution-implemented', data: { move: move('solution_implemented') } },
    ];
  }
  if (form.changeNeeded === true) {
    return [
      ...told,
      ...firstResponse('change_needed', command.metadata, now, profile),
      { type: 'incident.change-needed', data: { move: move('change_needed') } },
    ];
  }
  if (!escalates) return told;
  return [
    ...told,
    ...firstResponse('escalated', command.metadata, now, profile),
    {
      type: 'incident.escalated',
      data: { kind: 'functional', reason: form.escalationReason ?? '', owner, move: move('escalated', escalateTo) },
    },
  ];
}

/** What the priority rules make of a form of support; the cut-off that they start is set by the form's own event. */
function rulingOn(
  recorded: SupportRecorded,
  answers: Answers,
  state: RecordedIncident,
  metadata: CommandMetadata,
  profile: CompiledProfile,
): readonly IncidentEvent[] {
  if (profile.definition.priorityRules === undefined) return [];
  const cutOffs = startCutOff(answers, state, metadata.occurredAt, profile);
  if (cutOffs.length > 0) recorded.data.clocks = cutOffs;
  // Where the incident goes from here is what the form says: a rule only raises the priority.
  const raised = ruled(answers, after(state, [recorded], metadata), metadata, profile).filter(
    ({ type }) => type !== 'incident.escalated',
  );
  if (raised.length === 0) return [];
  const now = after(state, [recorded, ...raised], metadata);
  return [...raised, ...becomesMajor(now, now, profile)];
}

/** Up one tier along the graph, or up the hierarchy to the incident manager (S0-30, S1-06). */
export function escalateIncident(
  command: IncidentCommand<'EscalateIncident'>,
  state: RecordedIncident,
  profile: CompiledProfile,
): readonly IncidentEvent[] {
  if (state.status !== 'in_progress') throw illegalTransition(command.type, state, profile);
  const { kind = 'functional', reason, escalateTo, owner } = command.data;
  if (kind === 'hierarchical') return [{ type: 'incident.escalated', data: { kind, reason } }];
  const stage = profile.stage(state.stage);
  const move = moveOn(command.type, state, profile, 'escalated', escalateTo);
  mustHoldRole(command, [...stage.roles, ...(stage.escalators ?? [])], state, profile);
  return [
    ...firstResponse('escalated', command.metadata, state, profile),
    { type: 'incident.escalated', data: { kind, reason, owner, move } },
  ];
}

/** Makes a group or an engineer responsible, with the reason (S4-48). What is not named stays. */
export function assignIncident(
  { type, data }: IncidentCommand<'AssignIncident'>,
  state: RecordedIncident,
  profile: CompiledProfile,
): readonly IncidentEvent[] {
  if (!isOpen(state) && state.status !== 'resolved') throw illegalTransition(type, state, profile);
  const from = state.assignment;
  const regrouped = data.group !== undefined && data.group !== from.group;
  const to = { group: data.group ?? from.group, engineer: data.engineer ?? (regrouped ? undefined : from.engineer) };
  if (to.group === undefined && to.engineer === undefined) {
    throw new DomainError('invalid', 'request.invalid', 'an assignment names a group, an engineer or both', {}, [
      { pointer: '/group', code: 'required', detail: 'a group, an engineer or both' },
    ]);
  }
  if (to.group === from.group && to.engineer === from.engineer) return [];
  return [{ type: 'incident.assigned', data: { from, to, reason: data.reason } }];
}

/** Work waits for someone else (C27). */
export function putOnHold(
  { type, data }: IncidentCommand<'PutOnHold'>,
  state: RecordedIncident,
  profile: CompiledProfile,
): readonly IncidentEvent[] {
  if (state.status !== 'in_progress') throw illegalTransition(type, state, profile);
  if (!profile.isPauseReason(data.reason)) {
    refuseInvalid([
      { pointer: '/reason', code: 'not-an-option', detail: `${data.reason} is not a reason of the process profile` },
    ]);
  }
  return [{ type: 'incident.put-on-hold', data: { ...data, pausesClocks: pausesClocks(data.reason, profile) } }];
}

/** The wait is over. What waits for its change request goes on by that alone. */
export function resumeIncident(
  { type, data, metadata }: IncidentCommand<'ResumeIncident'>,
  state: RecordedIncident,
  profile: CompiledProfile,
): readonly IncidentEvent[] {
  if (state.status !== 'pending' || waitsForChange(state, profile)) throw illegalTransition(type, state, profile);
  const clocks = resume(state, metadata.occurredAt, profile);
  return [{ type: 'incident.resumed', data: { reason: state.pendingReason, note: data.note, ...clocks } }];
}

/** Service is back by a temporary measure: the incident stays in progress (S1-29). It may end the resolution clock (C19). */
export function applyWorkaround(
  { type, data, metadata }: IncidentCommand<'ApplyWorkaround'>,
  state: RecordedIncident,
  profile: CompiledProfile,
): readonly IncidentEvent[] {
  if (!isOpen(state)) throw illegalTransition(type, state, profile);
  const { resolution } = state.clocks;
  const ends = clockRules(profile).policy.workaroundEndsResolution && resolution !== undefined;
  if (!ends || resolution.ended !== undefined) return [{ type: 'incident.workaround-applied', data }];
  const judged = judgeResolution(state, metadata.occurredAt, profile);
  return [{ type: 'incident.workaround-applied', data: { ...data, ...judged } }];
}
