import { fastifyHelmet } from '@fastify/helmet';
import { fastify, type FastifyInstance } from 'fastify';

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

/**
 * Helmet's headers on every answer. They never change, and helmet writes them anew for each request; so it is asked
 * once, on a server that nobody reaches.
 */
export async function addSecurityHeaders(server: FastifyInstance): Promise<void> {
  const headers = await helmetHeaders();
  server.addHook('onRequest', (_request, reply, done) => {
    void reply.headers(headers);
    done();
  });
}

async function helmetHeaders(): Promise<{ readonly [name: string]: string }> {
  const probe = fastify({ logger: false });
  const plain = fastify({ logger: false });
  try {
    await probe.register(fastifyHelmet, OPTIONS);
    for (const each of [probe, plain]) each.get('/', (_request, reply) => reply.send(''));
    const [careful, careless] = await Promise.all([probe.inject('/'), plain.inject('/')]);
    const added = Object.entries(careful.headers).filter(([name]) => careless.headers[name] === undefined);
    return Object.fromEntries(added.map(([name, value]) => [name, String(value)]));
  } finally {
    await Promise.all([probe.close(), plain.close()]);
  }
}
