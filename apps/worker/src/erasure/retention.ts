import { setTimeout as sleep } from 'node:timers/promises';
import { type IncidentDocument, incidentDocuments } from '@evidesk/incidents';
import { type Clock, deriveId } from '@evidesk/kernel';
import { oldestKept, retentionDue } from '@evidesk/people';
import type { RetentionRule } from '@evidesk/profiles';
import { allDocuments, type ReadStore } from '@evidesk/read-store';
import { type CommandSender, LeasedWork, type RuntimeLogger } from '@evidesk/runtime';

const PAGE = 500;
const LOOK_MS = 3_600_000;
const RETRY_MS = 60_000;

export interface RetentionOptions {
  readonly readStore: ReadStore;
  /** The rules of the process profile that is in force. */
  rules(): readonly RetentionRule[];
  /** Has commands carried out by whoever writes events. */
  readonly sender: CommandSender;
  readonly clock: Clock;
  readonly logger: RuntimeLogger;
  /** Unique to the process. */
  readonly owner: string;
  readonly leaseMs: number;
  /** How often it is looked whom a rule lets go of (default: an hour). */
  readonly lookMs?: number;
}

/**
 * Asks for the erasure of whoever no retention rule keeps any longer. Whom that is follows from the views and from the rules
 * of today: nothing is scheduled, so that a new rule also holds for what was closed before, and time that the desk was away is
 * made up for.
 */
export class Retention {
  private readonly work: LeasedWork;

  constructor(private readonly options: RetentionOptions) {
    const { readStore, owner, leaseMs, logger } = options;
    this.work = new LeasedWork({
      readStore,
      name: 'retention',
      owner,
      ttlMs: leaseMs,
      logger,
      session: (_, ending) => this.session(ending),
      afterFailure: (error) => {
        logger.warn('retention could not be looked after', { error: String(error) });
        return RETRY_MS;
      },
    });
  }

  start(): void {
    this.work.start();
  }

  stop(): Promise<void> {
    return this.work.stop();
  }

  /** Looks once; answers how many persons are to be erased. @throws StoreUnavailable */
  async look(signal: AbortSignal = this.work.signal): Promise<number> {
    const rules = this.options.rules();
    const now = this.options.clock.now();
    const before = oldestKept(rules, now);
    if (before === undefined) return 0;
    const seen = new Set<string>();
    let asked = 0;
    for await (const { person } of this.candidates(before)) {
      if (signal.aborted) break;
      if (person === undefined || seen.has(person)) continue;
      seen.add(person);
      const incidents = await this.incidentsOf(person);
      const kept = incidents.filter(({ incident }) => incident.erased !== true);
      const rule = retentionDue(
        kept.map(({ incident: { type }, retainedSince }) => ({
          type,
          ...(retainedSince && { overSince: retainedSince }),
        })),
        rules,
        now,
      );
      if (rule === undefined) continue;
      await this.ask(person, rule, kept);
      asked += 1;
    }
    return asked;
  }

  private async session(ending: AbortSignal): Promise<void> {
    const { logger, lookMs = LOOK_MS } = this.options;
    while (!ending.aborted) {
      const asked = await this.look(ending);
      if (asked > 0) logger.info('persons are to be erased by retention rules', { persons: asked });
      await sleep(lookMs, undefined, { signal: ending, ref: false }).catch(() => undefined);
    }
  }

  /** Incidents that are over for long enough to be let go of by some rule. */
  private candidates(before: string): AsyncIterable<IncidentDocument> {
    const query = { where: { retainedSince: { lte: before } }, index: 'retained', limit: PAGE };
    return allDocuments(this.options.readStore, incidentDocuments, query);
  }

  private async incidentsOf(person: string): Promise<readonly IncidentDocument[]> {
    const found: IncidentDocument[] = [];
    const query = { where: { person }, index: 'person', limit: PAGE };
    for await (const document of allDocuments(this.options.readStore, incidentDocuments, query)) found.push(document);
    return found;
  }

  /** The same state of things asks for the same, however often it is looked. */
  private ask(person: string, rule: RetentionRule, kept: readonly IncidentDocument[]): Promise<void> {
    const now = this.options.clock.now();
    const state = kept.map(({ id, revision }) => `${id}@${revision}`).sort();
    const commandId = deriveId('retention', person, rule.code, ...state);
    return this.options.sender.send({
      type: 'RequestErasureByRule',
      target: person,
      data: { rule: rule.code, reason: `${rule.code}: ${rule.keptFor}` },
      metadata: {
        commandId,
        correlationId: commandId,
        actor: { id: 'process:retention', roles: ['system'] },
        occurredAt: now,
        recordedAt: now,
      },
    });
  }
}
