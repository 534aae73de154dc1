import { assertNever, DomainError } from '@evidesk/kernel';
import type { IncidentState, OpenIncident, PendingReason, RecordedIncident } from '@evidesk/incidents';
import type { CompiledProfile } from '@evidesk/profiles';
import { changesOf, differs, newAssignment, newPriority } from './differences.js';
import { nextHop } from './next-hop.js';
import type { PlannedCommand } from './planned-command.js';
import type { SourceRow } from './source-row.js';
import { finish } from './plan-closing.js';

/**
 * The next command on the way from what is known of an incident to how a row says that it stood: one legal edge of the
 * process at a time, so that asking again after each command ends at the row. `undefined`: it is there, as far as the
 * process has a way.
 * @throws DomainError when the row asks for what the process does not allow
 */
export function planNext(state: IncidentState, row: SourceRow, profile: CompiledProfile): PlannedCommand | undefined {
  switch (state.status) {
    case 'unrecorded':
      return record(row);
    case 'closed':
    case 'cancelled':
      if (!differs(state, row)) return undefined;
      throw ended(state);
    case 'resolved':
      return planResolved(state, row, profile);
    case 'new':
    case 'in_progress':
    case 'pending':
      return planOpen(state, row, profile);
    default:
      return assertNever(state);
  }
}

function record(row: SourceRow): PlannedCommand {
  const { description, type, reporter, contact, ...optional } = row.details;
  const reportedAt = row.reportedAt ?? row.discoveredAt ?? row.at;
  const details = Object.fromEntries(Object.entries(optional).map(([name, { value }]) => [name, value]));
  return {
    type: 'RecordIncident',
    data: {
      ...details,
      description: description?.value ?? '',
      type: type?.value ?? '',
      reporter: reporter?.value ?? '',
      contact: contact?.value ?? '',
      source: row.source ?? '',
      channel: row.channel ?? '',
      priority: row.priority?.value,
      recordType: row.recordType === 'service_request' ? 'service_request' : undefined,
      discoveredAt: row.discoveredAt ?? reportedAt,
      reportedAt,
      externalRef: row.system === undefined ? undefined : { system: row.system, id: row.caseId },
    },
  };
}

function planOpen(state: OpenIncident, row: SourceRow, profile: CompiledProfile): PlannedCommand | undefined {
  const target = row.status;
  const moves = target !== undefined && target !== 'new' && target !== 'cancelled';
  const priority = newPriority(state, row);
  // Who classifies sets the priority: it needs no change of its own then.
  if (priority !== undefined && !(state.status === 'new' && moves)) {
    return { type: 'ChangePriority', data: { priority, reason: row.text('priority') } };
  }
  const changes = changesOf(state, row);
  if (changes !== undefined) return { type: 'CorrectDetails', data: { changes, reason: row.text('correction') } };
  const assignment = newAssignment(state, row);
  if (assignment !== undefined)
    return { type: 'AssignIncident', data: { ...assignment, reason: row.text('assignment') } };
  if (target === 'cancelled') return { type: 'CancelIncident', data: { reason: row.text('cancellation') } };
  if (state.status === 'new') {
    if (!moves) return undefined;
    return {
      type: 'ClassifyIncident',
      data: { priority: priority ?? state.priority, reason: row.text('classification') },
    };
  }
  const hop = row.tier === undefined ? undefined : nextHop(state.stage, row.tier, profile);
  if (hop !== undefined) {
    if (state.status === 'pending') return { type: 'ResumeIncident', data: {} };
    return { type: 'EscalateIncident', data: { reason: row.text('escalation'), escalateTo: hop } };
  }
  return target === undefined ? undefined : planStatus(state, target, row, profile);
}

function planStatus(
  state: Exclude<OpenIncident, { status: 'new' }>,
  target: NonNullable<SourceRow['status']>,
  row: SourceRow,
  profile: CompiledProfile,
): PlannedCommand | undefined {
  switch (target) {
    case 'new':
    case 'in_progress':
      return state.status === 'pending' ? { type: 'ResumeIncident', data: {} } : undefined;
    case 'pending:user':
    case 'pending:supplier':
    case 'pending:change':
    case 'pending:problem': {
      const reason = target.slice('pending:'.length) as PendingReason;
      if (state.status === 'in_progress') return { type: 'PutOnHold', data: { reason } };
      return state.pendingReason === reason ? undefined : { type: 'ResumeIncident', data: {} };
    }
    case 'resolved':
    case 'closed':
      return state.status === 'pending' ? { type: 'ResumeIncident', data: {} } : finish(state, row, profile);
    case 'cancelled':
      return { type: 'CancelIncident', data: { reason: row.text('cancellation') } };
    default:
      return assertNever(target);
  }
}

function planResolved(
  state: Extract<RecordedIncident, { status: 'resolved' }>,
  row: SourceRow,
  profile: CompiledProfile,
): PlannedCommand | undefined {
  if (row.status === 'cancelled') return { type: 'CancelIncident', data: { reason: row.text('cancellation') } };
  if (row.status !== undefined && row.status !== 'resolved' && row.status !== 'closed') {
    return { type: 'RejectResolution', data: { reason: row.text('rejection') } };
  }
  const assignment = newAssignment(state, row);
  if (assignment !== undefined)
    return { type: 'AssignIncident', data: { ...assignment, reason: row.text('assignment') } };
  if (row.status === 'closed') return finish(state, row, profile);
  if (newPriority(state, row) !== undefined || changesOf(state, row) !== undefined) throw tooLate();
  return undefined;
}

function ended(state: RecordedIncident): DomainError {
  const code = state.status === 'closed' ? 'incident.closed' : 'incident.illegal-transition';
  return new DomainError('conflict', code, `the incident is ${state.status} and stays so; the row would change it`, {
    status: state.status,
    number: state.number,
  });
}

function tooLate(): DomainError {
  return new DomainError(
    'conflict',
    'incident.illegal-transition',
    'details and priority of a resolved incident do not change',
    {
      status: 'resolved',
    },
  );
}
