import { EVENT_STORE, type EventStore } from '@evidesk/event-store';
import { incidentAggregate } from '@evidesk/incidents';
import { type Actor, DomainError, type Position, type RecordedEvent } from '@evidesk/kernel';
import { READ_STORE, type ReadStore } from '@evidesk/read-store';
import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { Measures } from '../../domain/kpi-figures.js';
import { kpiFacts, type KpiFacts } from '../monthly-kpi/kpi-facts.js';
import { measuresIn } from '../monthly-kpi/kpi-measures.js';
import { monthlyKpiProjection } from '../monthly-kpi/monthly-kpi.projection.js';
import { frozenReports } from './frozen-reports.projection.js';

/** An event that changed what an incident adds to a frozen month. */
export interface CorrectionCause {
  readonly type: string;
  readonly position: Position;
  readonly occurredAt: string;
  readonly recordedAt: string;
  readonly actor: Actor;
}

/** An incident that adds something else to a month than when it was frozen. */
export interface CorrectedIncident {
  readonly id: string;
  readonly number: string;
  /** Sums → what it added when the month was frozen, and adds now. */
  readonly measures: Readonly<Record<string, { readonly frozen: number; readonly now: number }>>;
  /** Dimensions → the value when the month was frozen (`null`: it was not there), and now. */
  readonly dimensions: Readonly<Record<string, { readonly frozen: string | null; readonly now: string }>>;
  readonly causes: readonly CorrectionCause[];
}

/** A page of them. It may be short, or empty, while there is a next one. */
export interface Corrections {
  readonly month: string;
  readonly frozenPosition: Position;
  readonly items: readonly CorrectedIncident[];
  readonly next?: string;
}

/** Why a frozen month is no longer what it was. @throws DomainError `report.not-frozen` */
export class GetCorrections extends Query<Corrections> {
  constructor(
    readonly month: string,
    readonly page: { readonly limit?: number; readonly cursor?: string },
  ) {
    super();
  }
}

const PAGE = 20;

@QueryHandler(GetCorrections)
export class GetCorrectionsHandler implements IQueryHandler<GetCorrections> {
  constructor(
    @Inject(READ_STORE) private readonly store: ReadStore,
    @Inject(EVENT_STORE) private readonly events: EventStore,
  ) {}

  async execute({ month, page: { limit = PAGE, cursor } }: GetCorrections): Promise<Corrections> {
    const frozen = await this.store.get(frozenReports, month);
    if (frozen === undefined)
      throw new DomainError('not-found', 'report.not-frozen', `the report of ${month} is not frozen`);
    const where = { months: month, position: { gt: frozen.position } };
    const { items, next } = await this.store.find(kpiFacts, {
      where,
      index: 'changes',
      limit,
      ...(cursor && { cursor }),
    });
    const corrected: CorrectedIncident[] = [];
    for (const facts of items) {
      const found = await this.correctionOf(facts, month, frozen.position);
      if (found !== undefined) corrected.push(found);
    }
    return { month, frozenPosition: frozen.position, items: corrected, ...(next === undefined ? {} : { next }) };
  }

  /** Folds the incident's events up to the frozen position, and compares. */
  private async correctionOf(now: KpiFacts, month: string, position: Position): Promise<CorrectedIncident | undefined> {
    let before: KpiFacts | undefined;
    let facts: KpiFacts | undefined;
    const causes: CorrectionCause[] = [];
    for await (const stored of this.events.readStream(`incident-${now.id}`)) {
      const event = incidentAggregate.upcast?.(stored) ?? stored;
      if (monthlyKpiProjection.keys(event).length === 0) continue;
      const after = monthlyKpiProjection.project(facts, event, now.id) ?? undefined;
      if (event.position <= position) before = after;
      else if (differs(facts, after, month)) causes.push(causeOf(event));
      facts = after;
    }
    if (causes.length === 0) return undefined;
    return {
      id: now.id,
      number: now.number,
      measures: pairs(countsIn(before, month), countsIn(now, month), 0),
      dimensions: pairs<string | null, string>(before?.dimensions ?? {}, now.dimensions, null),
      causes,
    };
  }
}

const countsIn = (facts: KpiFacts | undefined, month: string): Measures =>
  facts === undefined ? {} : measuresIn(facts, month).counts;

const signature = (facts: KpiFacts | undefined, month: string) =>
  JSON.stringify([countsIn(facts, month), facts?.dimensions]);

const differs = (a: KpiFacts | undefined, b: KpiFacts | undefined, month: string) =>
  signature(a, month) !== signature(b, month);

/** What differs, by name. */
function pairs<F, N extends F>(frozen: Readonly<Record<string, F>>, now: Readonly<Record<string, N>>, none: F) {
  const names = [...new Set([...Object.keys(frozen), ...Object.keys(now)])].sort();
  return Object.fromEntries(
    names
      .map((name) => [name, { frozen: frozen[name] ?? none, now: (now[name] ?? none) as N }] as const)
      .filter(([, pair]) => pair.frozen !== pair.now),
  );
}

const causeOf = ({ type, position, metadata: { occurredAt, recordedAt, actor } }: RecordedEvent): CorrectionCause => ({
  type,
  position,
  occurredAt,
  recordedAt,
  actor,
});
