import type { CompiledProfile } from '@evidesk/profiles';
import { allowedCommands } from '../../domain/allowed-commands.js';
import { pausedSince } from '../../domain/clocks/time-spent.js';
import { type ClockView, clockViews } from '../clock-view.js';
import type { IncidentDocument } from './incident-details.projection.js';

/** An incident as the API shows it: its details, where it stands, and what can be done with it now. */
export type IncidentView = Omit<IncidentDocument, 'incident' | 'solved'> &
  Omit<IncidentDocument['incident'], 'before' | 'status' | 'clocks'> & {
    readonly status: string;
    /** In the order in which they fall due. */
    readonly clocks: readonly ClockView[];
    /** How many others repeat it (S1-77). */
    readonly repeatedCalls: number;
    readonly allowedCommands: readonly string[];
  };

export function incidentView(
  { incident, solved: _solved, ...document }: IncidentDocument,
  profile: CompiledProfile,
): IncidentView {
  const { before: _before, ...shown } = incident as IncidentDocument['incident'] & { readonly before?: unknown };
  const repeatedCalls = incident.repeatedBy?.length ?? 0;
  const clocks = clockViews(incident.clocks, pausedSince(incident) !== undefined);
  return { ...document, ...shown, clocks, repeatedCalls, allowedCommands: allowedCommands(incident, profile) };
}
