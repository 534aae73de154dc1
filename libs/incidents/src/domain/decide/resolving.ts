import { type Actor, DomainError } from '@evidesk/kernel';
import type { CompiledProfile } from '@evidesk/profiles';
import type { IncidentEvent } from '../../contract/incident-events.js';
import { awaitAnswer } from '../answer-deadlines.js';
import { judgeResolution } from '../clocks/judge.js';
import { goOn } from '../clocks/set-clocks.js';
import { workingMs } from '../clocks/time-spent.js';
import type { IncidentCommand } from '../incident.commands.js';
import type { RecordedIncident } from '../incident.state.js';
import { illegalTransition, refuseInvalid } from '../refusals.js';
import { moveOn, moveTo, mustBeAt, respondedAt } from './flow.js';
import { deskFor } from './reach.js';
import { scoreErrors, tenths } from './satisfaction.js';
import { formErrors, unknownTerms } from './terms.js';
import { impossibleTime } from './times.js';

/** Node G: service is restored (S0-47, S0-85). */
export function resolveIncident(
  command: IncidentCommand<'ResolveIncident'>,
  state: RecordedIncident,
  profile: CompiledProfile,
): readonly IncidentEvent[] {
  mustBeAt('resolution', command, state, profile, 'in_progress');
  const { metadata, data } = command;
  const resolvedAt = data.resolvedAt ?? metadata.occurredAt;
  refuseInvalid([
    ...formErrors(profile.formOf(state.stage), { resolvedAt }, data.extra),
    ...impossibleTime('/resolvedAt', resolvedAt, metadata, profile),
    ...(resolvedAt < state.discoveredAt
      ? [{ pointer: '/resolvedAt', code: 'out-of-order', detail: 'nothing is resolved before it is discovered' }]
      : []),
  ]);
  const move = moveOn(command.type, state, profile, 'resolved');
  const tier = state.solvedAtStage === undefined ? state.tier : profile.stage(state.solvedAtStage).tier;
  return [
    // What is solved was answered, at the latest now.
    ...(state.responded ? [] : [respondedAt(resolvedAt, 'resolved', state, profile)]),
    {
      type: 'incident.resolved',
      data: {
        resolvedAt,
        tier,
        line: profile.line(tier),
        workingMs: workingMs(state, resolvedAt, profile),
        ...judgeResolution(state, resolvedAt, profile),
        extra: data.extra,
        awaited: awaitAnswer(state, move.to, metadata.occurredAt, profile),
        move,
      },
    },
  ];
}

/** Node L: the solution is written down (S0-52, S0-86, S1-28). */
export function recordSolution(
  command: IncidentCommand<'RecordSolution'>,
  state: RecordedIncident,
  profile: CompiledProfile,
): readonly IncidentEvent[] {
  mustBeAt('solution_record', command, state, profile, 'resolved');
  const { extra, ...form } = command.data;
  refuseInvalid([
    ...formErrors(profile.formOf(state.stage), form, extra),
    ...unknownTerms({ cause: form.cause }, profile),
  ]);
  const move = moveOn(command.type, state, profile, 'solution_recorded');
  const awaited = awaitAnswer(state, move.to, command.metadata.occurredAt, profile);
  return [{ type: 'incident.solution-recorded', data: { ...form, extra, awaited, move } }];
}

/** Operations look back at the fault (S2-22). */
export function writeFaultReview(
  command: IncidentCommand<'WriteFaultReview'>,
  state: RecordedIncident,
  profile: CompiledProfile,
): readonly IncidentEvent[] {
  mustBeAt('review', command, state, profile, 'resolved');
  const { extra, ...form } = command.data;
  refuseInvalid(formErrors(profile.formOf(state.stage), form, extra));
  const move = moveOn(command.type, state, profile, 'reviewed');
  const awaited = awaitAnswer(state, move.to, command.metadata.occurredAt, profile);
  return [{ type: 'incident.reviewed', data: { ...form, extra, awaited, move } }];
}

/** Quality assurance assesses the handling (S2-23). */
export function assessQuality(
  command: IncidentCommand<'AssessQuality'>,
  state: RecordedIncident,
  profile: CompiledProfile,
): readonly IncidentEvent[] {
  mustBeAt('assessment', command, state, profile, 'resolved');
  const { extra, ...form } = command.data;
  refuseInvalid(formErrors(profile.formOf(state.stage), form, extra));
  const move = moveOn(command.type, state, profile, 'assessed');
  const awaited = awaitAnswer(state, move.to, command.metadata.occurredAt, profile);
  return [{ type: 'incident.assessed', data: { ...form, extra, awaited, move } }];
}

/** The reporter confirms; or the desk does, and says how it knows (S0-33, S1-41, C17). */
export function confirmResolution(
  { type, data, metadata }: IncidentCommand<'ConfirmResolution'>,
  state: RecordedIncident,
  profile: CompiledProfile,
): readonly IncidentEvent[] {
  if (state.status !== 'resolved' || state.confirmation !== undefined) throw illegalTransition(type, state, profile);
  const by = speaksForReporter(type, metadata.actor, state, profile);
  refuseInvalid([
    ...(by === 'desk' && data.evidence === undefined
      ? [
          {
            pointer: '/evidence',
            code: 'required',
            detail: 'the desk confirms with evidence: a call, a mail, a recovered check',
          },
        ]
      : []),
    ...scoreErrors(data.satisfaction),
  ]);
  const { evidence, feedback, satisfaction } = data;
  return [
    {
      type: 'incident.resolution-confirmed',
      data: { by, evidence, feedback, satisfactionTenths: tenths(satisfaction) },
    },
  ];
}

/** The reporter says that it is not solved: back to the line that solved it (C7). */
export function rejectResolution(
  { type, data, metadata }: IncidentCommand<'RejectResolution'>,
  state: RecordedIncident,
  profile: CompiledProfile,
): readonly IncidentEvent[] {
  if (state.status !== 'resolved') throw illegalTransition(type, state, profile);
  speaksForReporter(type, metadata.actor, state, profile);
  const solvedAt = profile.stage(state.solvedAtStage ?? state.stage);
  // A change that did not help goes back to the line that asked for it.
  const back = profile.target(solvedAt.code, 'change_failed') ?? solvedAt;
  return [
    {
      type: 'incident.resolution-rejected',
      data: { reason: data.reason, clocks: goOn(state), move: moveTo(back, state) },
    },
  ];
}

/** The desk closes the record, once confirmed as the profile asks (S0-12, S1-26, S1-41, C17). */
export function closeIncident(
  command: IncidentCommand<'CloseIncident'>,
  state: RecordedIncident,
  profile: CompiledProfile,
): readonly IncidentEvent[] {
  mustBeAt('closing', command, state, profile, 'resolved');
  if (state.status !== 'resolved') throw illegalTransition(command.type, state, profile);
  const { data, metadata } = command;
  const closedAt = data.closedAt ?? metadata.occurredAt;
  const { outcome, feedback, extra, satisfaction } = data;
  const known = profile.outcome(outcome);
  refuseInvalid([
    ...formErrors(profile.formOf(state.stage), { outcome, feedback, closedAt }, extra),
    ...impossibleTime('/closedAt', closedAt, metadata, profile),
    ...scoreErrors(satisfaction),
    ...(known !== undefined
      ? []
      : [
          { pointer: '/outcome', code: 'not-an-option', detail: `${outcome} is not an outcome of the process profile` },
        ]),
    ...(closedAt < state.resolvedAt
      ? [{ pointer: '/closedAt', code: 'out-of-order', detail: 'nothing is closed before it is resolved' }]
      : []),
  ]);
  if (state.confirmationPolicy !== 'none' && state.confirmation === undefined) {
    throw new DomainError(
      'conflict',
      'incident.confirmation-missing',
      state.confirmationPolicy === 'user'
        ? 'the reporter has to confirm before closing'
        : 'the desk has to confirm the recovery, with evidence, before closing',
      { policy: state.confirmationPolicy },
    );
  }
  return [
    {
      type: 'incident.closed',
      data: {
        outcome,
        successful: known?.successful ?? false,
        counted: known?.counted ?? true,
        closedAt,
        feedback,
        satisfactionTenths: tenths(satisfaction),
        extra,
      },
    },
  ];
}

/** The reporter, or the desk on behalf. That somebody is a user too does not make him the desk. */
function speaksForReporter(
  type: 'ConfirmResolution' | 'RejectResolution',
  actor: Actor,
  state: RecordedIncident,
  profile: CompiledProfile,
): 'reporter' | 'desk' {
  if (state.reporterId !== undefined && state.reporterId === actor.id) return 'reporter';
  const desk = deskFor(type, profile);
  if (actor.roles.some((role) => desk.includes(role))) return 'desk';
  throw new DomainError('forbidden', 'incident.not-own', 'only the reporter, or the desk on behalf, may say so');
}
