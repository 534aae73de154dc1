import { type CommandMetadata, DomainError, type FieldError } from '@evidesk/kernel';
import type { CompiledProfile } from '@evidesk/profiles';
import type { ClockSetting } from '../../contract/clock-events.js';
import type { IncidentEvent } from '../../contract/incident-events.js';
import type { IncidentRecorded } from '../../contract/recording-events.js';
import { restart, startClocks } from '../clocks/set-clocks.js';
import { startOfClocks } from '../clocks/time-spent.js';
import type { IncidentCommand, IncidentDetails } from '../incident.commands.js';
import type { IncidentState, RecordedIncident } from '../incident.state.js';
import { detailsOf, evolveIncident, initialIncident, isOpen } from '../incident.evolve.js';
import { illegalTransition, mustExist, refuseInvalid } from '../refusals.js';
import { assignedByService, serviceErrors, withService } from './chosen-service.js';
import { mustHaveNoRepeats } from './duplicates.js';
import { after } from './flow.js';
import { becomesMajor, matrixPriority } from './priority.js';
import { ruled, startCutOff } from './rules.js';
import { formErrors, unknownTerms } from './terms.js';
import { impossibleTime } from './times.js';

/** Nodes A and D: the incident is recorded by the profile's entry form (S0-54 … S0-60), or by choosing a service (S2-17). */
export function recordIncident(
  command: IncidentCommand<'RecordIncident'>,
  state: IncidentState,
  profile: CompiledProfile,
): readonly IncidentEvent[] {
  const { service } = command.data;
  if (service === undefined) return record(command, state, profile);
  const events = record({ ...command, data: withService(command.data, profile) }, state, profile);
  return [...events, ...assignedByService(service, profile)];
}

function record(
  { data, metadata }: IncidentCommand<'RecordIncident'>,
  state: IncidentState,
  profile: CompiledProfile,
): readonly IncidentEvent[] {
  if (state.status !== 'unrecorded') {
    throw new DomainError('conflict', 'incident.already-recorded', `the incident is recorded as ${state.number}`, {
      number: state.number,
    });
  }
  const { number, service, recordType, source, channel, reportedAt, reporterId, recurrenceOf, externalRef, extra } =
    data;
  const details = detailsOf(data as IncidentDetails);
  const { definition, reference } = profile;
  const priority = data.priority ?? matrixPriority(data, profile);
  const onlyEndUser = metadata.actor.roles.every((role) => role === 'end_user');
  refuseInvalid([
    ...formErrors(profile.entryForm, { priority, ...details }, extra),
    ...unknownTerms(data, profile),
    ...serviceErrors(data, profile),
    ...discoveredInFuture('/discoveredAt', data.discoveredAt, metadata),
    ...(reportedAt === undefined ? [] : impossibleTime('/reportedAt', reportedAt, metadata, profile)),
  ]);
  const stage = profile.entryStage;
  const recorded: IncidentRecorded['data'] = {
    number,
    profile: reference,
    timeZone: definition.timeZone,
    stage: stage.code,
    tier: stage.tier,
    waitsFor: stage.roles,
    confirmation: profile.confirmation(source),
    recordType: recordType ?? 'incident',
    service,
    priority: priority as string,
    source,
    channel,
    reportedAt: reportedAt ?? metadata.occurredAt,
    reporterId: onlyEndUser ? metadata.actor.id : reporterId,
    recurrenceOf,
    externalRef,
    extra,
    assignedByRules: definition.assignment === undefined ? undefined : true,
    ...details,
  };
  const enteredAt = metadata.occurredAt;
  const clocks = startClocks(recorded, enteredAt, profile);
  const event: IncidentEvent = { type: 'incident.recorded', data: recorded };
  recorded.clocks = clocks;
  if (definition.priorityRules === undefined) return [event, ...becomesMajor({ major: false }, recorded, profile)];
  const answers = { ...recorded, ...extra };
  const cutOffs = startCutOff(answers, { clocks: {}, priority: recorded.priority }, enteredAt, profile);
  if (cutOffs.length > 0) recorded.clocks = [...(clocks ?? []), ...cutOffs];
  const asRecorded = mustExist(evolveIncident(initialIncident, event, enteredAt));
  const raised = ruled(answers, asRecorded, metadata, profile);
  const final = after(asRecorded, raised, metadata);
  return [event, ...raised, ...becomesMajor(final, final, profile)];
}

/** Puts details right; what does not change is not recorded. */
export function correctDetails(
  { type, data, metadata }: IncidentCommand<'CorrectDetails'>,
  state: RecordedIncident,
  profile: CompiledProfile,
): readonly IncidentEvent[] {
  if (!isOpen(state)) throw illegalTransition(type, state, profile);
  const category = data.changes.category ?? state.category;
  refuseInvalid([
    ...unknownTerms({ ...data.changes, category }, profile).map((e) => ({ ...e, pointer: `/changes${e.pointer}` })),
    ...discoveredInFuture('/changes/discoveredAt', data.changes.discoveredAt, metadata),
  ]);
  // A subcategory of the category that was is none of the category that is.
  const left = category === state.category ? {} : { subcategory: null };
  const changes = (
    Object.entries({ ...left, ...data.changes }) as [keyof IncidentDetails, string | boolean | null | undefined][]
  )
    .filter(([field, to]) => to !== undefined && (state[field] ?? null) !== to)
    .map(([field, to]) => ({ field, from: state[field] ?? null, to: to as string | boolean | null }));
  if (changes.length === 0) return [];
  const event: IncidentEvent = { type: 'incident.details-corrected', data: { changes, reason: data.reason } };
  const answers = Object.fromEntries(changes.map(({ field, to }) => [field, to]));
  const clocks = [
    ...(restartedBy(event, state, metadata, profile) ?? []),
    ...startCutOff(answers, state, metadata.occurredAt, profile),
  ];
  if (clocks.length > 0) event.data.clocks = clocks;
  const corrected = after(state, [event], metadata);
  const raised = ruled(answers, corrected, metadata, profile);
  const { major, priority, type: kind } = after(corrected, raised, metadata);
  return [event, ...raised, ...(raised.length === 0 ? [] : becomesMajor({ major }, { priority, type: kind }, profile))];
}

/** The clocks from another start, where that is what was corrected (C22). */
function restartedBy(
  event: IncidentEvent,
  state: RecordedIncident,
  metadata: CommandMetadata,
  profile: CompiledProfile,
): ClockSetting[] | undefined {
  const corrected = after(state, [event], metadata);
  const moved = startOfClocks(corrected, profile) !== startOfClocks(state, profile);
  return moved ? restart(corrected, metadata.occurredAt, profile) : undefined;
}

function discoveredInFuture(
  pointer: string,
  discoveredAt: string | undefined,
  { recordedAt }: CommandMetadata,
): FieldError[] {
  if (discoveredAt === undefined || discoveredAt <= recordedAt) return [];
  return [{ pointer, code: 'in-future', detail: 'an incident is discovered before it is recorded' }];
}

/** A note by staff, or by the reporter himself (S4-59). */
export function addComment(
  { data, metadata: { actor } }: IncidentCommand<'AddComment'>,
  { reporterId }: RecordedIncident,
): readonly IncidentEvent[] {
  if (actor.roles.every((role) => role === 'end_user') && actor.id !== reporterId) {
    throw new DomainError('forbidden', 'incident.not-own', 'an end user may comment on his own incidents only');
  }
  return [{ type: 'incident.commented', data }];
}

/** Links to a problem, a change, another incident … (C14). The same link twice is nothing new. */
export function linkIncident(
  { data }: IncidentCommand<'LinkIncident'>,
  state: RecordedIncident,
): readonly IncidentEvent[] {
  if (hasLink(state, data)) return [];
  if (data.kind === 'duplicate') mustHaveNoRepeats(state);
  return [{ type: 'incident.linked', data }];
}

/** Takes a link back. */
export function unlinkIncident(
  { data }: IncidentCommand<'UnlinkIncident'>,
  state: RecordedIncident,
): readonly IncidentEvent[] {
  if (!hasLink(state, data)) {
    throw new DomainError('conflict', 'incident.not-linked', `there is no ${data.kind} link to ${data.target}`);
  }
  return [{ type: 'incident.unlinked', data }];
}

function hasLink(state: RecordedIncident, link: { readonly kind: string; readonly target: string }): boolean {
  return state.links.some(({ kind, target }) => kind === link.kind && target === link.target);
}
