import { type ContactDocument, contactLog, contactMeasures } from '@evidesk/contacts';
import { type Collection, type Document, DomainError, type Position } from '@evidesk/kernel';
import type { FigureDefinition } from '../../domain/figure-definition.js';
import type { Measures } from '../../domain/kpi-figures.js';
import { type Dimension, kpiFacts, type KpiFacts } from '../monthly-kpi/kpi-facts.js';
import { measuresIn } from '../monthly-kpi/kpi-measures.js';

export const PARTS = ['numerator', 'denominator'] as const;
export type Part = (typeof PARTS)[number];

/** An incident (or contact) behind a figure, and how much it adds in a month: 1, ms, tenths of a score. */
export interface Behind {
  readonly id: string;
  readonly month: string;
  readonly adds: number;
  /** Of an incident. */
  readonly number?: string;
  readonly profile?: string;
  /** The event that changed its facts last. */
  readonly position?: Position;
}

/** How to find what is behind a figure: documents by month, and what each adds to it. */
export interface Trail<D extends Document> {
  readonly collection: Collection<D>;
  readonly field: string;
  /** `undefined`: it is not behind the figure. */
  adds(document: D, month: string): number | undefined;
  behind(document: D): Omit<Behind, 'month' | 'adds'>;
}

/**
 * The sums by which an incident is in a part: the measures themselves where they count incidents; where they are times or
 * scores, those to whom the denominator counts are in both parts.
 * @throws DomainError `report.no-such-part`
 */
export function measuresOf(definition: FigureDefinition, part: Part): Measured {
  switch (definition.kind) {
    case 'count':
      if (part === 'numerator') return { within: definition.numerator, adds: definition.numerator };
      throw new DomainError('invalid', 'report.no-such-part', 'the figure is a count: it has a numerator only');
    case 'percent': {
      const names = part === 'numerator' ? definition.numerator : definition.denominator;
      return { within: names, adds: names };
    }
    case 'mean':
    case 'score':
      return {
        within: definition.denominator,
        adds: part === 'numerator' ? definition.numerator : definition.denominator,
      };
    case 'percentile':
      return { within: definition.denominator, adds: definition.denominator };
  }
}

/** By which sums something is in a part, and what it adds to it. */
export interface Measured {
  readonly within: readonly string[];
  readonly adds: readonly string[];
}

const total = (sums: Measures, names: readonly string[]) => names.reduce((sum, name) => sum + (sums[name] ?? 0), 0);

/** `undefined`: is not behind the figure. What took no time at all is, and adds 0. */
const contribution = (sums: Measures, { within, adds }: Measured) =>
  total(sums, within) === 0 ? undefined : total(sums, adds);

/** Incidents, of one value of a dimension where one is wanted. */
export const incidentTrail = (
  measured: Measured,
  wanted: { readonly dimension: Dimension; readonly value: string } | undefined,
): Trail<KpiFacts> => ({
  collection: kpiFacts,
  field: 'months',
  adds: (facts, month) =>
    wanted !== undefined && facts.dimensions[wanted.dimension] !== wanted.value
      ? undefined
      : contribution(measuresIn(facts, month).counts, measured),
  behind: ({ id, number, profile, position }) => ({ id, number, profile, position }),
});

/** Contacts of the log. */
export const contactTrail = (measured: Measured): Trail<ContactDocument> => ({
  collection: contactLog,
  field: 'month',
  adds: (contact) => contribution(contactMeasures(contact), measured),
  behind: ({ id }) => ({ id }),
});
