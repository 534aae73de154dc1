import { StreamNotFound } from '@evidesk/event-store';
import { streamOf } from '@evidesk/executor';
import { incidentAggregate, type IncidentState } from '@evidesk/incidents';
import { deriveId, type Instant } from '@evidesk/kernel';
import type { ImportPorts } from './ports.js';

/** How far a case has been imported, and what is known of its incident. */
export interface CaseProgress {
  readonly id: string;
  state: IncidentState;
  revision: number;
  /** When the last thing that is known of it happened. */
  last: Instant | undefined;
  /** The highest row of which an event is stored; 0: none. */
  ordinal: number;
  /** How many commands of that row were carried out. */
  steps: number;
  /** Someone else acted on the incident after that row: it is not done over. */
  superseded: boolean;
}

/** The cause that the events of a row carry. */
export const causeOf = (mapping: string, caseId: string, ordinal: number): string =>
  `import:${mapping}:${caseId}#${ordinal}`;

/** The id of the incident that a case becomes. */
export const incidentIdOf = (mapping: string, caseId: string): string => deriveId('import', mapping, caseId);

/**
 * Looks up a case: its newest events tell how far an earlier run came.
 * @throws StoreUnavailable
 */
export async function lookUp(ports: ImportPorts, mapping: string, caseId: string): Promise<CaseProgress> {
  const id = incidentIdOf(mapping, caseId);
  const prefix = causeOf(mapping, caseId, 0).slice(0, -1);
  const found: CaseProgress = {
    id,
    state: incidentAggregate.initial,
    revision: -1,
    last: undefined,
    ordinal: 0,
    steps: 0,
    superseded: false,
  };
  const commands = new Set<string>();
  try {
    for await (const { metadata } of ports.eventStore.readStream(streamOf(incidentAggregate, id), {
      direction: 'backwards',
    })) {
      const { causationId, commandId, occurredAt } = metadata;
      found.last ??= occurredAt;
      if (causationId?.startsWith(prefix) !== true) {
        found.superseded ||= found.ordinal === 0;
        continue;
      }
      const ordinal = Number(causationId.slice(prefix.length));
      if (found.ordinal !== 0 && ordinal !== found.ordinal) break;
      found.ordinal = ordinal;
      commands.add(commandId);
    }
  } catch (error) {
    if (error instanceof StreamNotFound) return found;
    throw error;
  }
  const { state, revision } = await ports.executor.load(incidentAggregate, id);
  return { ...found, state, revision, steps: commands.size };
}
