import { DomainError, type Instant } from '@evidesk/kernel';
import type { IncidentState } from '@evidesk/incidents';
import type { SourceRow } from './source-row.js';

/**
 * A row whose times agree with what is known of its case: no update before the one that came before it in the log,
 * resolved after discovered, closed after resolved.
 * @param last when the last thing that is known of the case happened
 * @param contradictions what becomes of a time that does not agree: set to the bound, or the row is rejected
 * @throws DomainError when such a row is to be rejected
 */
export function reconcile(
  row: SourceRow,
  state: IncidentState,
  last: Instant | undefined,
  contradictions: 'clamp' | 'reject',
): SourceRow {
  if (state.status === 'unrecorded' || state.status === 'closed' || state.status === 'cancelled') return row;
  const notBefore = (name: string, time: Instant, bound: Instant | undefined): Instant => {
    if (bound === undefined || time >= bound) return time;
    if (contradictions === 'clamp') return bound;
    throw new DomainError(
      'invalid',
      'import.contradiction',
      `${name} ${time} lies before ${bound}, which it must follow`,
    );
  };
  const at = notBefore('the row’s time', row.at, last);
  const ends = row.status === 'resolved' || row.status === 'closed';
  if (!ends) return at === row.at ? row : { ...row, at };
  const resolvedAt =
    state.status === 'resolved' ? row.resolvedAt : notBefore('resolvedAt', row.resolvedAt ?? at, state.discoveredAt);
  const closedAt =
    state.status === 'resolved' ? notBefore('closedAt', row.closedAt ?? at, state.resolvedAt) : row.closedAt;
  return { ...row, at, resolvedAt, closedAt };
}
