import { type Clock, type Document, DomainError, type Position } from '@evidesk/kernel';
import { CLOCK, type Config, CONFIG } from '@evidesk/platform';
import { ProfileRegistry } from '@evidesk/profiles';
import { READ_STORE, type ReadStore } from '@evidesk/read-store';
import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { Cohort, FigureDefinition } from '../../domain/figure-definition.js';
import { definitionOf, FIGURE_NAMES, FIGURES, figureNamed, formulaId, type FigureName } from '../../domain/figures.js';
import type { FigureValue } from '../../domain/kpi-figures.js';
import { monthOf } from '../../domain/month.js';
import { begunMonthsOf } from '../../domain/period.js';
import type { Dimension } from '../monthly-kpi/kpi-facts.js';
import { LiveKpis } from '../monthly-kpi/live-kpis.js';
import { decodeCursor, encodeCursor, type PlaceInMonths } from './place-in-months.js';
import { type Behind, contactTrail, incidentTrail, measuresOf, type Part, type Trail } from './trail.js';

/** What is asked of a figure. `value` picks one value of a dimension. */
export interface ProvenanceWish {
  readonly part?: Part;
  readonly dimension?: Dimension;
  readonly value?: string;
  readonly limit?: number;
  readonly cursor?: string;
}

/** Where a figure comes from. A page may be short, or empty, while there is a next one. */
export interface Provenance {
  readonly kpi: string;
  readonly figure: FigureName;
  readonly period: string;
  /** Names the formula and its version. */
  readonly formulaId: string;
  readonly formula: FigureDefinition['formula'];
  readonly requirement: string;
  /** Which incidents the figure looks at (C8). */
  readonly cohort: Cohort;
  /** The figure as it is now, with its numerator and denominator. */
  readonly now: FigureValue;
  readonly part: Part;
  readonly kind: 'incidents' | 'contacts';
  readonly items: readonly Behind[];
  readonly next?: string;
  /** The versions of profiles under which the incidents of the period were recorded. */
  readonly profiles: readonly string[];
  readonly asOfPosition: Position;
}

/**
 * The incidents behind a figure.
 * @throws DomainError `report.unknown-kpi`, `report.no-such-part`, `report.bad-period`, `report.future-period`, `report.bad-cursor`
 */
export class GetProvenance extends Query<Provenance> {
  constructor(
    readonly period: string,
    readonly kpi: string,
    readonly wish: ProvenanceWish,
  ) {
    super();
  }
}

const PAGE = 50;
const BATCH = 200;
/** How many documents are looked at for one page, so that a rare numerator in a large month can't hold a request up. */
const MOST_LOOKED_AT = 4_000;

@QueryHandler(GetProvenance)
export class GetProvenanceHandler implements IQueryHandler<GetProvenance> {
  constructor(
    @Inject(READ_STORE) private readonly store: ReadStore,
    @Inject(ProfileRegistry) private readonly profiles: ProfileRegistry,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async execute({ period, kpi, wish }: GetProvenance): Promise<Provenance> {
    const figure = mustKnow(kpi);
    const definition = definitionOf(figure);
    const { part = 'numerator', limit = PAGE, cursor, dimension, value } = wish;
    const measures = measuresOf(definition, part);
    const now = monthOf(this.clock.now(), this.profiles.inForce(this.config.profile).definition.timeZone);
    const months = begunMonthsOf(period, now);
    const live = new LiveKpis(this.store);
    const { all, profiles, asOfPosition } = await live.report(period, now);
    const ofContacts = definition.cohort === 'contact';
    const wanted = dimension === undefined ? undefined : { dimension, value: value ?? '-' };
    const groups = wanted && (await live.groups(period, wanted.dimension));
    const figures = groups === undefined ? all : groups.find((group) => group.value === wanted?.value)?.figures;
    const page = ofContacts
      ? await this.page(contactTrail(measures), months, limit, cursor)
      : await this.page(incidentTrail(measures, wanted), months, limit, cursor);
    return {
      kpi: definition.code,
      figure,
      period,
      formulaId: formulaId(figure),
      formula: definition.formula,
      requirement: definition.requirement,
      cohort: definition.cohort,
      now: figures?.[figure] ?? 0,
      part,
      kind: ofContacts ? 'contacts' : 'incidents',
      ...page,
      profiles,
      asOfPosition,
    };
  }

  /** Goes through the documents of the months, in the order of months and ids, until there are enough. */
  private async page<D extends Document>(
    trail: Trail<D>,
    months: readonly string[],
    limit: number,
    cursor: string | undefined,
  ): Promise<{ readonly items: readonly Behind[]; readonly next?: string }> {
    const items: Behind[] = [];
    let place: PlaceInMonths | undefined = decodeCursor(cursor, months);
    let lookedAt = 0;
    while (place !== undefined && items.length < limit && lookedAt < MOST_LOOKED_AT) {
      const { month, after, cursor: from }: PlaceInMonths = place;
      const batch = await this.store.find(trail.collection, {
        where: { [trail.field]: month },
        index: 'month',
        limit: BATCH,
        ...(from === undefined ? {} : { cursor: from }),
      });
      place = batch.next === undefined ? nextMonth(months, month) : { month, cursor: batch.next };
      for (const document of batch.items) {
        if (after !== undefined && document.id <= after) continue;
        if (items.length === limit) break;
        lookedAt += 1;
        const adds = trail.adds(document, month);
        if (adds === undefined) continue;
        items.push({ ...trail.behind(document), month, adds });
        if (items.length < limit) continue;
        // The rest of this batch is for the next page.
        if (document !== batch.items.at(-1)) place = { month, after: document.id, ...(from && { cursor: from }) };
      }
    }
    return place === undefined ? { items } : { items, next: encodeCursor(place) };
  }
}

function nextMonth(months: readonly string[], month: string): PlaceInMonths | undefined {
  const next = months[months.indexOf(month) + 1];
  return next === undefined ? undefined : { month: next };
}

function mustKnow(kpi: string): FigureName {
  const figure = figureNamed(kpi);
  if (figure !== undefined) return figure;
  const known = [...new Set(FIGURE_NAMES.map((name) => FIGURES[name].code))];
  throw new DomainError('not-found', 'report.unknown-kpi', `there is no figure ${kpi}; there are ${known.join(', ')}`, {
    known,
    figures: FIGURE_NAMES,
  });
}
