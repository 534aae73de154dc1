import type { CommandExecutor } from '@evidesk/executor';
import { incidentAggregate, type RecordedIncident } from '@evidesk/incidents';
import { DomainError } from '@evidesk/kernel';

/**
 * The incident that a field of a command names.
 * @param pointer the field, as a JSON Pointer
 * @throws DomainError `request.invalid` when nothing is recorded under that id
 */
export async function mustBeRecorded(
  executor: CommandExecutor,
  incidentId: string,
  pointer: string,
): Promise<RecordedIncident> {
  const { state } = await executor.load(incidentAggregate, incidentId);
  if (state.status !== 'unrecorded') return state;
  throw new DomainError('invalid', 'request.invalid', 'there is no such incident', {}, [
    { pointer, code: 'unknown', detail: `there is no incident ${incidentId}` },
  ]);
}
