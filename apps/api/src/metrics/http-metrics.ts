import { contextOf, type ServerHooks } from '@evidesk/platform';
import type { Histogram, Histograms, Metrics } from '@evidesk/telemetry';
import type { FastifyRequest, onSendHookHandler } from 'fastify';

/** What a request for nothing that there is counts as: its own path would be a label without bounds. */
const UNMATCHED = 'unmatched';
const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);
const SECOND_MS = 1_000;

/**
 * Times every request by route, method and status, until its answer goes out; named as OpenTelemetry names it. A route
 * looks up its cells by its status alone.
 */
export function measureRequests(metrics: Metrics): ServerHooks {
  const durations = metrics.histograms({
    name: 'http_server_request_duration_seconds',
    help: 'HTTP requests until their answer went out',
    labels: ['http_request_method', 'http_route', 'http_response_status_code'],
  });
  return (server) => {
    server.addHook('onRoute', (route) => {
      const byMethod = new Map<string, StatusCells>();
      for (const method of [route.method].flat()) byMethod.set(method, cells(durations, method, templateOf(route.url)));
      const [only] = byMethod.values();
      const note: onSendHookHandler = (request, reply, payload, done) => {
        const known = byMethod.size === 1 ? only : byMethod.get(request.method);
        known?.(reply.statusCode).observe(secondsOf(request));
        done(null, payload);
      };
      route.onSend = [route.onSend ?? [], note].flat();
    });
    const unmatched = new Map<string, StatusCells>();
    server.addHook('onSend', (request, reply, payload, done) => {
      if (request.is404) {
        const method = METHODS.has(request.method) ? request.method : '_OTHER';
        let known = unmatched.get(method);
        if (known === undefined) unmatched.set(method, (known = cells(durations, method, UNMATCHED)));
        known(reply.statusCode).observe(secondsOf(request));
      }
      done(null, payload);
    });
  };
}

type StatusCells = (status: number) => Histogram;

function cells(durations: Histograms, method: string, route: string): StatusCells {
  const known = new Map<number, Histogram>();
  return (status) => {
    let cell = known.get(status);
    if (cell === undefined) known.set(status, (cell = durations.with(method, route, String(status))));
    return cell;
  };
}

const secondsOf = (request: FastifyRequest): number => (performance.now() - contextOf(request).startedAt) / SECOND_MS;

/** `/v1/incidents/:id` as the description of the API has it: `/v1/incidents/{id}`. */
const templateOf = (url: string): string => url.replaceAll(/:(\w+)/g, '{$1}');
