export { Counter, Counters } from './metrics/counter.js';
export { exposition, EXPOSITION_TYPE, labelled, type MetricData } from './metrics/exposition.js';
export type { MetricOptions, Sample } from './metrics/family.js';
export { Histogram, Histograms } from './metrics/histogram.js';
export { measureAppends, measureBatches, measureCommands, measureDeliveries } from './metrics/measured.js';
export { METRICS, Metrics, type ObservedMetric } from './metrics/metrics.js';
export { type AppendObserver, ObservedEventStore } from './observed-event-store.js';
export { openTracing } from './tracing/open-tracing.js';
export type { TracingOptions } from './tracing/tracing-options.js';
export {
  type DeliveryObserver,
  traceAppends,
  traceBatches,
  traceCommands,
  TracedCommandSender,
  traceDeliveries,
} from './tracing/traced.js';
export { type OpenSpan, type SpanOptions, TRACING, type Tracing } from './tracing/tracing.js';
