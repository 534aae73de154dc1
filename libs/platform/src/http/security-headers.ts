import { createRequire } from 'node:module';
import type { FastifyInstance } from 'fastify';

const POLICY = {
  defaultSrc: ["'none'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'"],
  imgSrc: ["'self'", 'data:'],
  connectSrc: ["'self'"],
  baseUri: ["'none'"],
  formAction: ["'self'"],
  frameAncestors: ["'none'"],
};

const OPTIONS = {
  contentSecurityPolicy: { useDefaults: false, directives: POLICY },
  // For whoever ends TLS to say: this process speaks plain HTTP.
  strictTransportSecurity: false,
  // Of no use to any browser of today.
  xDownloadOptions: false,
  xDnsPrefetchControl: false,
  xPermittedCrossDomainPolicies: false,
  xXssProtection: false,
} as const;

type Headers = { [name: string]: string };
type Helmet = (options: object) => (request: object, response: object, next: (error?: unknown) => void) => void;

/**
 * Helmet's headers on every answer. They never change, and helmet writes them anew for each request; so it is asked
 * once, at the start.
 */
export function addSecurityHeaders(server: FastifyInstance): void {
  const headers = helmetHeaders();
  server.addHook('onRequest', (_request, reply, done) => {
    void reply.headers(headers);
    done();
  });
}

/** What helmet would set. It comes with Fastify's plugin: it is found from there. */
function helmetHeaders(): Headers {
  const headers: Headers = {};
  const response = {
    setHeader: (name: string, value: string) => void (headers[name.toLowerCase()] = value),
    removeHeader: (name: string) => Reflect.deleteProperty(headers, name.toLowerCase()),
  };
  const plugin = createRequire(import.meta.url).resolve('@fastify/helmet');
  const helmet = createRequire(plugin)('helmet') as Helmet;
  helmet(OPTIONS)({}, response, (error) => {
    if (error !== undefined) throw new Error('helmet refused its options', { cause: error });
  });
  return headers;
}
