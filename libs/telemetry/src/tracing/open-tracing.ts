import type { TracingOptions } from './tracing-options.js';
import type { Tracing } from './tracing.js';

/** Begins to trace, where there is somebody to send traces to; else nothing of OpenTelemetry is even loaded. */
export async function openTracing(options: TracingOptions): Promise<Tracing | undefined> {
  const { endpoint } = options;
  if (endpoint === undefined) return undefined;
  const { startTracing } = await import('./start-tracing.js');
  return startTracing({ ...options, ...{ endpoint } });
}
