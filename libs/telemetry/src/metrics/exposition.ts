import { type Metric, Registry } from 'prom-client';
import type { Sample } from './family.js';

/** A metric with its samples as plain data: what one thread tells another. */
export interface MetricData {
  readonly name: string;
  readonly help: string;
  readonly type: string;
  readonly values: readonly Sample[];
}

/** Content type of Prometheus' text format. */
export const EXPOSITION_TYPE = Registry.PROMETHEUS_CONTENT_TYPE;

/** The same metrics with one more label. */
export function labelled(metrics: readonly MetricData[], label: string, value: string): readonly MetricData[] {
  return metrics.map((metric) => ({
    ...metric,
    ...{ values: metric.values.map((sample) => ({ ...sample, ...{ labels: { ...sample.labels, [label]: value } } })) },
  }));
}

/** Metrics in Prometheus' text format; those of one name, from several threads, become one with all their samples. */
export function exposition(metrics: readonly MetricData[]): Promise<string> {
  const byName = new Map<string, MetricData>();
  for (const metric of metrics) {
    const before = byName.get(metric.name);
    byName.set(
      metric.name,
      before === undefined ? metric : { ...before, ...{ values: [...before.values, ...metric.values] } },
    );
  }
  const registry = new Registry();
  // What prom-client needs of a metric is its name and its data.
  for (const metric of byName.values())
    registry.registerMetric({ name: metric.name, get: async () => metric } as unknown as Metric);
  return registry.metrics();
}
