import { ERASED } from '@evidesk/kernel';
import type { RecordedIncident } from './incident.state.js';

/** An incident as it is known once its reporter is erased: as if it were folded anew from its events. */
export function withoutReporter<S extends RecordedIncident>(state: S): S {
  const { title, extra } = state;
  const erased = {
    ...state,
    erased: true,
    reporter: ERASED,
    contact: ERASED,
    description: ERASED,
    reporterId: undefined,
    ...(title !== undefined && { title: ERASED }),
    ...(extra !== undefined && {
      extra: Object.fromEntries(
        Object.entries(extra).map(([name, value]) => [
          name,
          typeof value === 'string' && value !== '' ? ERASED : value,
        ]),
      ),
    }),
  } as S & { confirmation?: { readonly evidence?: string } };
  if ('confirmation' in erased && erased.confirmation?.evidence !== undefined)
    erased.confirmation = { ...erased.confirmation, evidence: ERASED };
  return 'before' in erased ? { ...erased, before: withoutReporter(erased.before) } : erased;
}
