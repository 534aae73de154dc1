import type { IncidentDetails, RecordedIncident } from '@evidesk/incidents';
import type { SourceRow } from './source-row.js';

/** The details that a row puts right. What the source leaves open is no difference. */
export function changesOf(state: RecordedIncident, row: SourceRow): Partial<IncidentDetails> | undefined {
  const known = state as unknown as Readonly<Record<string, unknown>>;
  const changes = Object.entries(row.details)
    .filter(([name, { value, weak }]) => !weak && known[name] !== value)
    .map(([name, { value }]) => [name, value]);
  return changes.length === 0 ? undefined : (Object.fromEntries(changes) as Partial<IncidentDetails>);
}

/** The priority that a row sets, when it is another. */
export function newPriority(state: RecordedIncident, { priority }: SourceRow): string | undefined {
  return priority === undefined || priority.weak || priority.value === state.priority ? undefined : priority.value;
}

/** Group and engineer as a row names them, when it names others. */
export function newAssignment(
  { assignment }: RecordedIncident,
  { group, engineer }: SourceRow,
): { readonly group?: string; readonly engineer?: string } | undefined {
  const regrouped = group !== undefined && group !== assignment.group;
  const reassigned = engineer !== undefined && engineer !== assignment.engineer;
  if (!regrouped && !reassigned) return undefined;
  return { ...(group === undefined ? {} : { group }), ...(engineer === undefined ? {} : { engineer }) };
}

/** Whether a row says anything of an ended incident that is not so. */
export function differs(state: RecordedIncident, row: SourceRow): boolean {
  return (
    (row.status !== undefined && row.status !== state.status) ||
    newPriority(state, row) !== undefined ||
    changesOf(state, row) !== undefined ||
    newAssignment(state, row) !== undefined
  );
}
