import type { Aggregate, Collection } from '@evidesk/kernel';
import { allDocuments, type ReadStore } from '@evidesk/read-store';
import { addMeasures, type KpiFigures, kpiFigures, type Measures } from '../../domain/kpi-figures.js';
import { kpiMonths, PROFILE_MEASURE, type SumsBy } from './kpi-contributions.js';

/** The monthly sums of one dimension, of some months in a row. */
export class KpiSums {
  private constructor(private readonly sums: readonly Aggregate[]) {}

  /** Reads the sums from one month to another, both included: as many documents as there are values, however many incidents. */
  static async read(store: ReadStore, by: SumsBy, from: string, to: string): Promise<KpiSums> {
    return new KpiSums(await readMonths(store, kpiMonths, by, from, to));
  }

  /** The values of the dimension in these months, in order. */
  values(months: readonly string[]): readonly string[] {
    const within = this.sums.filter(({ dimensions }) => months.includes(dimensions['month'] ?? ''));
    return [...new Set(within.map(({ dimensions }) => dimensions['value'] ?? '-'))].sort();
  }

  /** The figures of these months together, of one value of the dimension where one is named. */
  figures(months: readonly string[], value?: string, contacts?: Measures): KpiFigures {
    return kpiFigures(this.total(months, 'counts', value), this.total(months, 'times', value), contacts);
  }

  /** The versions of profiles under which the incidents of these months were recorded. */
  profiles(months: readonly string[]): readonly string[] {
    return Object.keys(this.total(months, 'counts'))
      .filter((name) => name.startsWith(PROFILE_MEASURE))
      .map((name) => name.slice(PROFILE_MEASURE.length))
      .sort();
  }

  /** What flowed through each month: see `Flow`. */
  flows(): readonly { readonly month: string; readonly measures: Measures }[] {
    return this.sums.map(({ dimensions, measures }) => ({ month: dimensions['month'] ?? '', measures }));
  }

  private total(months: readonly string[], part: 'counts' | 'times', value?: string): Measures {
    const within = this.sums.filter(
      ({ dimensions }) =>
        dimensions['part'] === part &&
        months.includes(dimensions['month'] ?? '') &&
        (value === undefined || dimensions['value'] === value),
    );
    return addMeasures(within.map(({ measures }) => measures));
  }
}

/** All aggregates of one dimension whose month is within bounds; the collection's index `dimension` leads there. */
export async function readMonths(
  store: ReadStore,
  collection: Collection<Aggregate>,
  dimension: string,
  from: string,
  to: string,
): Promise<readonly Aggregate[]> {
  const found: Aggregate[] = [];
  const where = { 'dimensions.dimension': dimension, 'dimensions.month': { gte: from, lte: to } };
  for await (const sum of allDocuments(store, collection, { where, index: 'dimension' })) found.push(sum);
  return found;
}
