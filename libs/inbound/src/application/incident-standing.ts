import type { CommandExecutor } from '@evidesk/executor';
import { incidentAggregate, type IncidentState, type RecordedIncident } from '@evidesk/incidents';

/** How many duplicates are followed to the incident on which the work goes on. */
const MOST_HOPS = 5;

/** An incident that is there, as the event store has it now. */
export interface StandingIncident {
  readonly id: string;
  readonly incident: RecordedIncident;
}

/**
 * The incident on which the work goes on: this one, or the primary that it was marked a duplicate of. `undefined` when
 * nothing was recorded under the id.
 * @param mostHops how many marks are followed; 0: this incident itself
 */
export async function standingOf(
  executor: CommandExecutor,
  id: string,
  mostHops = MOST_HOPS,
): Promise<StandingIncident | undefined> {
  let found: StandingIncident | undefined;
  let next: string | undefined = id;
  for (let hops = 0; next !== undefined && hops <= mostHops; hops += 1) {
    const { state }: { readonly state: IncidentState } = await executor.load(incidentAggregate, next);
    if (state.status === 'unrecorded') return found;
    found = { id: next, incident: state };
    next = state.status === 'cancelled' ? state.duplicateOf : undefined;
  }
  return found;
}
