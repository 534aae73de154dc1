import { Family, type MetricOptions, type Sample } from './family.js';

/** Upper bounds in seconds, from what memory answers to what a timeout ends. */
export const SECONDS: readonly number[] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** How often something took how long. */
export class Histogram {
  /** By bucket, not yet summed up; the last one has no upper bound. */
  readonly counts: Float64Array;
  sum = 0;

  constructor(private readonly bounds: readonly number[]) {
    this.counts = new Float64Array(bounds.length + 1);
  }

  /** Notes one value, in the unit of the bounds. Costs no allocation. */
  observe(value: number): void {
    const { bounds, counts } = this;
    let bucket = 0;
    while (bucket < bounds.length && value > (bounds[bucket] as number)) bucket += 1;
    counts[bucket] = (counts[bucket] as number) + 1;
    this.sum += value;
  }
}

/** Histograms by their labels. */
export class Histograms extends Family<Histogram> {
  readonly type = 'histogram';

  constructor(
    options: MetricOptions,
    private readonly bounds: readonly number[] = SECONDS,
  ) {
    super(options);
  }

  protected make(): Histogram {
    return new Histogram(this.bounds);
  }

  protected samplesOf(labels: Readonly<Record<string, string>>, { counts, sum }: Histogram): readonly Sample[] {
    const { name } = this.options;
    const samples: Sample[] = [];
    let below = 0;
    for (const [index, count] of counts.entries()) {
      below += count;
      const le = this.bounds[index] ?? '+Inf';
      samples.push({ value: below, labels: { ...labels, ...{ le } }, metricName: `${name}_bucket` });
    }
    samples.push({ value: sum, labels, metricName: `${name}_sum` });
    samples.push({ value: below, labels, metricName: `${name}_count` });
    return samples;
  }
}
