export { all, Conforms, Optional, PartOf } from './http/conforms.js';
export { ACCESS_LOG, type AccessLog, Discloses, type Disclosure } from './http/access-log.js';
export { answer, type CommandAnswer, etag, POSITION_HEADER } from './http/answer.js';
export { assertRoutesDeclarePermissions, type Route, routesOf } from './http/routes.js';
export { AsOfParameters } from './http/as-of-fields.js';
export { AuthGuard } from './auth/auth.guard.js';
export { CachedVerifier } from './auth/cached-verifier.js';
export { API_KEY_PREFIX, IssuerVerifiers, TokenVerifiers } from './auth/token-verifiers.js';
export { type OidcOptions, OidcVerifier } from './auth/oidc-verifier.js';
export { CLOCK, SystemClock } from './time/system-clock.js';
export { CommandMeta, CurrentPrincipal, ExpectedRevision } from './http/command-meta.js';
export type { Config, Setting } from './config/schema.js';
export { ConfigSchema, SETTINGS } from './config/schema.js';
export { CONFIG, ConfigError, describeConfig, isLoopback, loadConfig } from './config/load-config.js';
export { configTable } from './config/config-table.js';
export { Consumes } from './http/media-types.js';
export { createHttpApp, type HttpAppOptions } from './http/bootstrap.js';
export { createLogger, LOGGER, type Logger, REDACTED_FIELDS } from './logging/logger.js';
export * from './http/fields.js';
export {
  HEALTH_CHECKS,
  HealthController,
  type CheckResult,
  type HealthCheck,
  healthOf,
} from './http/health.controller.js';
export { ID_GENERATOR, UuidV7Generator } from './time/uuid-v7-generator.js';
export { withContent } from './http/idempotency.js';
export { IdPipe } from './http/id.pipe.js';
export { isInstant, toInstant } from './time/instant.js';
export { isPrivate } from './auth/private-file.js';
export { keepHeap } from './process/heap.js';
export { KeyFileError } from './auth/key-file.js';
export { LocalTokens, type VerifiedToken } from './auth/local-tokens.js';
export { NestLogger } from './logging/nest-logger.js';
export type { AnswerSchemas } from './openapi/answers.js';
export { type ApiTitle, openApiDocument } from './openapi/document.js';
export { PlatformModule, type PlatformOptions } from './platform.module.js';
export { BadToken, holds, KEY_VERIFIER, PERMISSION_SOURCE, TOKEN_VERIFIER } from './auth/principal.js';
export type { PermissionSource, Principal, TokenVerifier } from './auth/principal.js';
export { type ProblemKind, problemCatalogue, problemKind, registerProblems } from './http/problems.js';
export { ProblemDetailsFilter } from './http/problem-details.filter.js';
export { ProblemError } from './http/problem-error.js';
export { type FeedEnd, FeedStream, frameOf } from './http/feed-stream.js';
export { FEED_HEADERS, LiveFeeds, type OpenFeed } from './http/live-feeds.js';
export { Public, Requires } from './auth/decorators.js';
export { type DerivedSchemas, schemasOf } from './openapi/schema-of.js';
export { leaveUnread, rawBodyOf } from './http/raw-bodies.js';
export { BODY_CHECKS, type BodyCheck, ValidationPipe } from './http/validation.pipe.js';
export { View, VIEW_PROGRESS, type ViewProgress } from './http/read-your-writes.js';
export { commandData, commandRoute, type CommandRouteOptions } from './http/command-route.js';
export { type RefusalCount, REFUSALS, Refusals } from './http/refusals.js';
export { contextOf, type RequestContext } from './http/request-context.js';
export { SERVER_HOOKS, type ServerHooks } from './http/server-hooks.js';
export { Refuses } from './http/route-metadata.js';
