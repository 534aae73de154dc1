import type { CompiledProfile } from '@evidesk/profiles';
import { allowedCommands } from '../../domain/allowed-commands.js';
import type { IncidentDocument } from './incident-details.projection.js';

/** An incident as the API shows it: its details, where it stands, and what can be done with it now. */
export type IncidentView = Omit<IncidentDocument, 'incident'> &
  Omit<IncidentDocument['incident'], 'before' | 'status'> & {
    readonly status: string;
    readonly allowedCommands: readonly string[];
  };

export function incidentView({ incident, ...document }: IncidentDocument, profile: CompiledProfile): IncidentView {
  const { before: _before, ...shown } = incident as IncidentDocument['incident'] & { readonly before?: unknown };
  return { ...document, ...shown, allowedCommands: allowedCommands(incident, profile) };
}
