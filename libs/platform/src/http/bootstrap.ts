import type { DynamicModule, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { AuthGuard } from '../auth/auth.guard.js';
import {
  KEY_VERIFIER,
  PERMISSION_SOURCE,
  type PermissionSource,
  TOKEN_VERIFIER,
  type TokenVerifier,
} from '../auth/principal.js';
import { TokenVerifiers } from '../auth/token-verifiers.js';
import type { Config } from '../config/schema.js';
import { createLogger, type Logger } from '../logging/logger.js';
import { NestLogger } from '../logging/nest-logger.js';
import { logRequests } from '../logging/request-lines.js';
import { serveDocs } from '../openapi/docs-page.js';
import type { AnswerSchemas } from '../openapi/answers.js';
import { type ApiTitle, openApiDocument } from '../openapi/document.js';
import { PlatformModule } from '../platform.module.js';
import { CLOCK } from '../time/system-clock.js';
import { ID_GENERATOR } from '../time/uuid-v7-generator.js';
import { ACCESS_LOG, type AccessLog, DISCLOSES, DisclosureGuard, noteDisclosures } from './access-log.js';
import { LiveFeeds } from './live-feeds.js';
import { admitRequests } from './admission.js';
import { CONSUMES, MediaTypeGuard, registerParsers } from './media-types.js';
import { ProblemDetailsFilter } from './problem-details.filter.js';
import { ReadYourWritesGuard, VIEW_PROGRESS, type ViewProgress } from './read-your-writes.js';
import { RateLimiter } from './rate-limit.js';
import { serveReads } from './reads.js';
import { REFUSALS, type Refusals } from './refusals.js';
import { provideRequestContext } from './request-context.js';
import { assertRoutesDeclarePermissions, routesOf } from './routes.js';
import { addSecurityHeaders } from './security-headers.js';
import { SERVER_HOOKS, type ServerHooks } from './server-hooks.js';
import { hangUpOnSilent } from './silent-connections.js';
import { SignedCursors } from './signed-cursors.js';
import { BODY_CHECKS, type BodyCheck, ValidationPipe } from './validation.pipe.js';

/** What an HTTP process may bring along instead of the default. */
export interface HttpAppOptions {
  readonly logger?: Logger;
  /** Who verifies tokens; by default those that the configuration names. */
  readonly verifier?: TokenVerifier;
  readonly title?: ApiTitle;
  /** What routes answer, for the description of the API. */
  readonly answers?: AnswerSchemas;
}

const TITLE: ApiTitle = {
  title: 'Evidesk',
  version: '1',
  description: 'An event-sourced incident desk: commands are answered when their events are on disk.',
};
const LONGEST_PARAMETER = 200;
const KEEP_ALIVE_MS = 72_000;
/** Who sends slowly is found out by looking round: so late at the most. */
const LONGEST_CHECK_MS = 5_000;

/**
 * Makes the HTTP application of a module, closed by default: every route states its permission, every body its schema.
 * Initialised, not yet listening. The module provides PERMISSION_SOURCE and, for `@View` routes, VIEW_PROGRESS.
 */
export async function createHttpApp(
  module: Type | DynamicModule,
  config: Config,
  options: HttpAppOptions = {},
): Promise<NestFastifyApplication> {
  const logger = options.logger ?? createLogger({ level: config.logLevel, name: 'evidesk' });
  const platform = PlatformModule.register(config, { ...options, logger });
  class HttpApp {}
  const root: DynamicModule = { module: HttpApp, imports: [platform, module] };
  const app = await NestFactory.create<NestFastifyApplication>(root, adapterOf(config), {
    logger: new NestLogger(logger),
    bodyParser: false,
    abortOnError: false,
  });
  try {
    await configure(app, config, logger, options);
  } catch (error) {
    await app.close();
    throw error;
  }
  return app;
}

function adapterOf(config: Config): FastifyAdapter {
  return new FastifyAdapter({
    bodyLimit: config.bodyLimit,
    requestTimeout: config.requestTimeoutMs,
    connectionTimeout: config.stallMs,
    http: {
      connectionsCheckingInterval: Math.min(LONGEST_CHECK_MS, config.requestTimeoutMs / 4),
      // With a longer one for headers, as Node has it, bodies that dribble are not cut off at all.
      headersTimeout: config.requestTimeoutMs,
      requestTimeout: config.requestTimeoutMs,
    },
    keepAliveTimeout: KEEP_ALIVE_MS,
    forceCloseConnections: 'idle',
    return503OnClosing: true,
    trustProxy: false,
    logger: false,
    requestIdHeader: false,
    routerOptions: { maxParamLength: LONGEST_PARAMETER },
  });
}

async function configure(
  app: NestFastifyApplication,
  config: Config,
  logger: Logger,
  { title = TITLE, answers }: HttpAppOptions,
): Promise<void> {
  const server = app.getHttpAdapter().getInstance();
  const routes = routesOf(app);
  assertRoutesDeclarePermissions(app);

  const pipe = new ValidationPipe(optional<readonly BodyCheck[]>(app, BODY_CHECKS));
  for (const { inputs } of routes) {
    for (const { source, type, field } of inputs)
      if (source !== 'custom' && field === undefined) pipe.prepare(type, source);
  }
  provideRequestContext(server, app.get(CLOCK), app.get(ID_GENERATOR));
  for (const add of optional<readonly ServerHooks[]>(app, SERVER_HOOKS) ?? []) add(server);
  addSecurityHeaders(server);
  const limits = { turnMs: config.turnMs, maxInFlight: config.maxInFlight };
  admitRequests(server, limits, { logger, refusals: app.get<Refusals>(REFUSALS) });
  serveReads(server, await SignedCursors.open(config));
  registerParsers(
    server,
    routes.flatMap((route) => route.metadata<readonly string[]>(CONSUMES) ?? []),
  );
  logRequests(server, logger);
  hangUpOnSilent(server);
  const accessLog = optional<AccessLog>(app, ACCESS_LOG);
  if (accessLog !== undefined) noteDisclosures(server, accessLog);
  else if (routes.some((route) => route.metadata(DISCLOSES) !== undefined)) throw new Error('no AccessLog is provided');

  app.useGlobalFilters(new ProblemDetailsFilter(logger, app.get<Refusals>(REFUSALS)));
  const guard = new AuthGuard(
    verifierOf(app),
    app.get<PermissionSource>(PERMISSION_SOURCE, { strict: false }),
    new RateLimiter(config.rateLimit),
  );
  app.get(LiveFeeds).recheckWith((request, permission) => guard.recheck(request, permission));
  app.useGlobalGuards(
    guard,
    new MediaTypeGuard(),
    new DisclosureGuard(accessLog),
    new ReadYourWritesGuard(optional<ViewProgress>(app, VIEW_PROGRESS), config.readWaitMs),
  );
  app.useGlobalPipes(pipe);
  app.enableShutdownHooks();
  serveDocs(server, openApiDocument(app, title, answers));
  server.server.maxConnections = config.maxConnections;
  await app.init();
  await server.ready();
}

function verifierOf(app: NestFastifyApplication): TokenVerifier {
  const tokens = app.get<TokenVerifier>(TOKEN_VERIFIER);
  const keys = optional<TokenVerifier>(app, KEY_VERIFIER);
  return keys === undefined ? tokens : new TokenVerifiers(tokens, keys);
}

function optional<Value>(app: NestFastifyApplication, token: symbol): Value | undefined {
  try {
    return app.get<Value>(token, { strict: false });
  } catch {
    return undefined;
  }
}
