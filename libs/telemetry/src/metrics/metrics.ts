import { collectDefaultMetrics, Registry } from 'prom-client';
import { Counters } from './counter.js';
import type { MetricData } from './exposition.js';
import type { MetricOptions, Sample } from './family.js';
import { Histograms } from './histogram.js';

/** What is measured of a process as a whole: told by one of its threads alone, lest it be counted twice. */
const OF_THE_PROCESS = /^process_/;

interface Source {
  readonly name: string;
  read(): Promise<MetricData>;
}

/** Dependency-injection token of a process's, or a thread's, metrics. */
export const METRICS = Symbol('Metrics');

/** Metrics that are looked up when somebody asks for them. */
export interface ObservedMetric {
  readonly name: string;
  readonly help: string;
  readonly type: 'gauge' | 'counter';
  /** What throws is left out of the answer. */
  read(): readonly Sample[] | Promise<readonly Sample[]>;
}

/**
 * The metrics of one thread. Node's own figures and the exposition format are prom-client's; what is counted on the way
 * of every command is kept in cells that cost no allocation, and is read when somebody asks.
 */
export class Metrics {
  private readonly node = new Registry();
  private readonly sources = new Map<string, Source>();

  /** @param onFailure told of a metric that could not be looked up */
  constructor(private readonly onFailure: (metric: string, error: unknown) => void) {}

  /** @throws Error when there is a metric of that name */
  counters(options: MetricOptions): Counters {
    const counters = new Counters(options);
    this.add(options, 'counter', () => counters.samples());
    return counters;
  }

  /** @param bounds upper bounds of the buckets; by default seconds. @throws Error when there is a metric of that name */
  histograms(options: MetricOptions, bounds?: readonly number[]): Histograms {
    const histograms = new Histograms(options, bounds);
    this.add(options, 'histogram', () => histograms.samples());
    return histograms;
  }

  /** @throws Error when there is a metric of that name */
  observe(metric: ObservedMetric): void {
    this.add(metric, metric.type, () => metric.read());
  }

  /** Also tells of memory, event loop and garbage collection; for a whole process, of its processor time and files too. */
  watchNode(scope: 'process' | 'thread'): void {
    collectDefaultMetrics({ register: this.node });
    if (scope === 'process') return;
    for (const { name } of this.node.getMetricsAsArray())
      if (OF_THE_PROCESS.test(name)) this.node.removeSingleMetric(name);
  }

  /** All of them as they are now. Never throws for a metric that can't be looked up. */
  async data(): Promise<readonly MetricData[]> {
    const own = await Promise.all([...this.sources.values()].map((source) => this.tryToRead(source)));
    const node = (await this.node.getMetricsAsJSON()) as unknown as readonly MetricData[];
    return [...own.filter((metric) => metric !== undefined), ...node];
  }

  private add(
    { name, help }: Pick<MetricOptions, 'name' | 'help'>,
    type: MetricData['type'],
    read: () => readonly Sample[] | Promise<readonly Sample[]>,
  ): void {
    if (this.sources.has(name)) throw new Error(`there is a metric ${name} already`);
    this.sources.set(name, { name, read: async () => ({ name, help, type, values: await read() }) });
  }

  private async tryToRead(source: Source): Promise<MetricData | undefined> {
    try {
      return await source.read();
    } catch (error) {
      this.onFailure(source.name, error);
      return undefined;
    }
  }
}
