import { hostname } from 'node:os';
import { threadId } from 'node:worker_threads';
import type { CommandObserver } from '@evidesk/executor';
import type { Config, Logger } from '@evidesk/platform';
import type { BatchObserver } from '@evidesk/runtime';
import {
  type AppendObserver,
  type DeliveryObserver,
  measureAppends,
  measureBatches,
  measureCommands,
  measureDeliveries,
  Metrics,
  openTracing,
  traceAppends,
  traceBatches,
  traceCommands,
  traceDeliveries,
  type Tracing,
} from '@evidesk/telemetry';

/** The metrics of this process, or of this thread. */
export const openMetrics = (logger: Logger): Metrics =>
  new Metrics((metric, error) => logger.warn({ metric, error }, 'a metric could not be looked up'));

/** The tracing of this process, or of this thread; none unless the configuration names a collector. */
export const openDeskTracing = (config: Config, logger: Logger): Promise<Tracing | undefined> =>
  openTracing({
    endpoint: config.otlpEndpoint,
    headers: config.otlpHeaders,
    service: config.otlpServiceName,
    ratio: config.traceRatio,
    instance: `${hostname()}:${process.pid}:${threadId}`,
    onFailure: (error) => logger.warn({ error }, 'traces could not be sent'),
  });

/** Measures appends and, where there is tracing, traces them. */
export function appendObserver(metrics: Metrics, tracing: Tracing | undefined): AppendObserver {
  const measured = measureAppends(metrics);
  return tracing === undefined ? measured : traceAppends(tracing, measured);
}

/** The same of commands. */
export function commandObserver(metrics: Metrics, tracing: Tracing | undefined): CommandObserver {
  const measured = measureCommands(metrics);
  return tracing === undefined ? measured : traceCommands(tracing, measured);
}

/** The same of what runners take in. */
export function batchObserver(metrics: Metrics, tracing: Tracing | undefined): BatchObserver {
  const measured = measureBatches(metrics);
  return tracing === undefined ? measured : traceBatches(tracing, measured);
}

/** The same of messages that are delivered. */
export function deliveryObserver(metrics: Metrics, tracing: Tracing | undefined): DeliveryObserver {
  const measured = measureDeliveries(metrics);
  return tracing === undefined ? measured : traceDeliveries(tracing, measured);
}
