import { ConcurrencyConflict, EventTooLarge } from '@evidesk/event-store';
import type { Executed } from '@evidesk/executor';
import { ExecuteIncidentCommand, type IncidentState, RecordIncident } from '@evidesk/incidents';
import { type Actor, type Clock, type CommandMetadata, deriveId, DomainError, type Instant } from '@evidesk/kernel';
import type { CompiledProfile } from '@evidesk/profiles';
import { LRUCache } from 'lru-cache';
import { planNext } from '../domain/plan-next.js';
import type { PlannedCommand } from '../domain/planned-command.js';
import { reconcile } from '../domain/reconcile.js';
import type { SourceRow } from '../domain/source-row.js';
import type { Mapping } from '../mapping/mapping.schema.js';
import { type CaseProgress, causeOf, lookUp } from './case-progress.js';
import type { ImportPorts } from './ports.js';
import { withPatience } from './patience.js';

const KNOWN_CASES = 10_000;
/** More than the longest way through any process takes. */
const MOST_STEPS = 64;
const MOST_CONFLICTS = 5;

export interface RowImporterOptions {
  readonly ports: ImportPorts;
  readonly mapping: Mapping;
  readonly profile: CompiledProfile;
  readonly clock: Clock;
  readonly patienceMs: number;
  readonly signal?: AbortSignal;
}

/** Brings incidents to where rows say that they stood; the rows of one case one after the other. */
export class RowImporter {
  private readonly cases = new LRUCache<string, CaseProgress>({ max: KNOWN_CASES });
  private readonly roles: readonly string[];
  incidents = 0;
  events = 0;

  constructor(private readonly options: RowImporterOptions) {
    const { stages } = options.profile.definition;
    this.roles = [
      ...new Set(['importer', ...stages.flatMap(({ roles, escalators = [] }) => [...roles, ...escalators])]),
    ];
  }

  /**
   * @param ordinal the row's place among those of its case, from 1
   * @param hash of the row's text
   * @throws DomainError when the row asks for what the process does not allow
   * @throws StoreUnavailable when a store stays away for too long
   */
  async import(row: SourceRow, ordinal: number, hash: string): Promise<void> {
    for (let conflicts = 0; ; conflicts += 1) {
      try {
        return await this.carryOut(row, ordinal, hash);
      } catch (error) {
        if (error instanceof EventTooLarge) throw new DomainError('invalid', 'request.too-large', error.message);
        if (!(error instanceof ConcurrencyConflict)) throw error;
        // Someone else works on the incident: look again at what has become of it.
        this.cases.delete(row.caseId);
        if (conflicts === MOST_CONFLICTS) throw new DomainError('conflict', 'store.conflict', error.message);
      }
    }
  }

  private async carryOut(source: SourceRow, ordinal: number, hash: string): Promise<void> {
    const { mapping, profile } = this.options;
    const known = await this.progressOf(source.caseId);
    if (ordinal < known.ordinal || (ordinal === known.ordinal && known.superseded)) return;
    if (ordinal > known.ordinal) known.steps = 0;
    for (let step = 0; step < MOST_STEPS; step += 1) {
      const row = reconcile(source, known.state, known.last, mapping.times.contradictions ?? 'clamp');
      const command = planNext(known.state, row, profile);
      if (command === undefined) return;
      const metadata = this.metadataOf(command, row, causeOf(mapping.name, row.caseId, ordinal), [
        ordinal,
        hash,
        known.steps,
      ]);
      const executed = await this.patiently(() => this.send(known.id, command, metadata));
      this.count(known, executed);
      if (executed.revision === known.revision) break;
      Object.assign(known, { state: executed.state, revision: executed.revision, last: metadata.occurredAt });
      Object.assign(known, { ordinal, steps: known.steps + 1, superseded: false });
    }
    throw new DomainError(
      'conflict',
      'import.stuck',
      'the process has no way to where the row says that the case stood',
    );
  }

  private async progressOf(caseId: string): Promise<CaseProgress> {
    const cached = this.cases.get(caseId);
    if (cached !== undefined) return cached;
    const found = await this.patiently(() => lookUp(this.options.ports, this.options.mapping.name, caseId));
    this.cases.set(caseId, found);
    return found;
  }

  private send(id: string, command: PlannedCommand, metadata: CommandMetadata): Promise<Executed<IncidentState>> {
    const { bus } = this.options.ports;
    if (command.type === 'RecordIncident') {
      return bus.execute(new RecordIncident(command.data, metadata, this.options.profile.definition.name, id));
    }
    return bus.execute(new ExecuteIncidentCommand(id, { ...command, metadata }));
  }

  private metadataOf(
    command: PlannedCommand,
    row: SourceRow,
    causationId: string,
    idParts: readonly (string | number)[],
  ): CommandMetadata {
    const { mapping, clock } = this.options;
    const id = `import:${mapping.name}`;
    const actor: Actor = { id, roles: this.roles, ...(row.actor === undefined ? {} : { onBehalfOf: row.actor }) };
    return {
      commandId: deriveId('import', mapping.name, row.caseId, ...idParts),
      correlationId: deriveId('import', mapping.name, row.caseId),
      causationId,
      actor,
      occurredAt: occurredAt(command, row),
      recordedAt: clock.now(),
    };
  }

  private count(known: CaseProgress, { revision }: Executed<IncidentState>): void {
    if (known.revision === -1 && revision >= 0) this.incidents += 1;
    this.events += Math.max(0, revision - known.revision);
  }

  private patiently<T>(step: () => Promise<T>): Promise<T> {
    return withPatience(step, this.options.patienceMs, this.options.signal);
  }
}

function occurredAt(command: PlannedCommand, row: SourceRow): Instant {
  return command.type === 'RecordIncident' ? (command.data.reportedAt ?? row.at) : row.at;
}
