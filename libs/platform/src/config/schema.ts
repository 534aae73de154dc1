import { Type, type Static, type TSchema } from 'typebox';

/** What is said of a setting besides its type. */
interface SettingOptions {
  readonly description: string;
  /** Its value never appears in messages or logs. */
  readonly secret?: boolean;
  /** What the default is when it depends on other settings. */
  readonly defaultText?: string;
}

// In place, since a copy would lose TypeBox's own hidden marks.
const setting = <T extends TSchema>(env: string, type: T, options: SettingOptions): T =>
  Object.assign(type, { env, ...options });

const MINUTE = 60_000;
const MIB = 1024 * 1024;

/** Every setting there is: its environment variable, type, bounds, default and meaning. The only declaration of them. */
export const ConfigSchema = Type.Object({
  host: setting('HOST', Type.String({ minLength: 1, maxLength: 255, default: '127.0.0.1' }), {
    description: 'Address to listen on. Loopback by default: nothing is reachable from outside until you say so.',
  }),
  port: setting('PORT', Type.Integer({ minimum: 0, maximum: 65_535, default: 3000 }), {
    description: 'Port to listen on; 0 takes any free one.',
  }),
  workerPort: setting('EVIDESK_WORKER_PORT', Type.Optional(Type.Integer({ minimum: 0, maximum: 65_535 })), {
    description:
      'Port on which a worker process answers `GET /health/live` and `GET /health/ready`, on HOST. Not set: it listens nowhere.',
  }),
  dataDir: setting('EVIDESK_DATA', Type.String({ minLength: 1, default: './data' }), {
    description: 'Folder of the embedded stores and the key files.',
  }),
  eventStoreUrl: setting(
    'EVENTSTORE_URL',
    Type.Optional(Type.String({ pattern: '^(esdb|kurrentdb)(\\+discover)?://.+$' })),
    {
      description: 'EventStoreDB connection string, of one node or a cluster. Not set: the embedded event store.',
      secret: true,
    },
  ),
  mongoUrl: setting('MONGODB_URL', Type.Optional(Type.String({ pattern: '^mongodb(\\+srv)?://.+$' })), {
    description: 'MongoDB connection string. Not set: the embedded read store.',
    secret: true,
  }),
  mongoDatabase: setting('MONGODB_DATABASE', Type.String({ pattern: '^[A-Za-z0-9_-]{1,63}$', default: 'evidesk' }), {
    description: 'Database of the read models in MongoDB.',
  }),
  keysUrl: setting('EVIDESK_KEYS_URL', Type.Optional(Type.String({ pattern: '^mongodb(\\+srv)?://.+$' })), {
    description:
      'MongoDB connection string of the keys of persons, where they are kept on another server than the read models (database `<MONGODB_DATABASE>_keys`). Used with MONGODB_URL; without it, keys are in `keys.db` of the data folder.',
    defaultText: 'MONGODB_URL',
    secret: true,
  }),
  profile: setting('EVIDESK_PROFILE', Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,63}$', default: 'std-4tier' }), {
    description: 'Process profile of new incidents.',
  }),
  logLevel: setting(
    'EVIDESK_LOG_LEVEL',
    Type.Enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], { default: 'info' }),
    { description: 'Least level that is logged. `debug` adds a line for every request.' },
  ),
  otlpEndpoint: setting(
    'OTEL_EXPORTER_OTLP_ENDPOINT',
    Type.Optional(Type.String({ maxLength: 2_000, pattern: '^https?://[^\\s?#]+$' })),
    {
      description:
        'OpenTelemetry collector that takes traces as OTLP over HTTP (JSON): `http://127.0.0.1:4318`. Not set: nothing is traced, and tracing costs nothing.',
    },
  ),
  otlpHeaders: setting('OTEL_EXPORTER_OTLP_HEADERS', Type.Optional(Type.String({ maxLength: 8_000 })), {
    description: 'Headers for it: `name=value,name=value`.',
    secret: true,
  }),
  otlpServiceName: setting('OTEL_SERVICE_NAME', Type.String({ minLength: 1, maxLength: 200, default: 'evidesk' }), {
    description: 'What the desk is called in traces.',
  }),
  traceRatio: setting('OTEL_TRACES_SAMPLER_ARG', Type.Number({ minimum: 0, maximum: 1, default: 1 }), {
    description:
      'The share of traces that are kept, of those that begin here; for others it is decided where they begin.',
  }),
  tokenTtlSeconds: setting('EVIDESK_TOKEN_TTL', Type.Integer({ minimum: 60, maximum: 31_536_000, default: 43_200 }), {
    description: 'How many seconds a local token is valid, unless its issuer asks for less.',
  }),
  allowLocalTokens: setting('EVIDESK_ALLOW_LOCAL_TOKENS', Type.Boolean({ default: false }), {
    description:
      'Accept local tokens although HOST is not loopback, or although there is an OpenID provider. Only behind a proxy that ends TLS.',
  }),
  oidcIssuer: setting(
    'EVIDESK_OIDC_ISSUER',
    Type.Optional(
      Type.String({
        maxLength: 2_000,
        pattern: '^(https://[^\\s/?#]+|http://(localhost|127(\\.\\d{1,3}){3}|\\[::1\\])(:\\d+)?)(/[^\\s?#]*)?$',
      }),
    ),
    {
      description:
        'OpenID provider whose access tokens (signed JWTs) are accepted: its issuer, exactly as in `iss`. Its keys are found by discovery. Plain HTTP on loopback only.',
    },
  ),
  oidcAudience: setting('EVIDESK_OIDC_AUDIENCE', Type.Optional(Type.String({ minLength: 1, maxLength: 2_000 })), {
    description: 'What `aud` of those tokens must hold: this desk, as the provider calls it. Needed with an issuer.',
  }),
  oidcJwksUrl: setting(
    'EVIDESK_OIDC_JWKS_URL',
    Type.Optional(
      Type.String({
        maxLength: 2_000,
        pattern: '^(https://|http://(localhost|127(\\.\\d{1,3}){3}|\\[::1\\])(:\\d+)?/)\\S+$',
      }),
    ),
    { description: 'Where the provider’s keys are, if not where its discovery document says.' },
  ),
  oidcAlgorithms: setting(
    'EVIDESK_OIDC_ALGORITHMS',
    Type.String({
      pattern: '^((RS|PS|ES)(256|384|512)|EdDSA|Ed25519)(,((RS|PS|ES)(256|384|512)|EdDSA|Ed25519))*$',
      default: 'RS256,PS256,ES256,EdDSA',
    }),
    { description: 'Signature algorithms that are accepted from the provider. Asymmetric ones only.' },
  ),
  oidcClockSkewSeconds: setting('EVIDESK_OIDC_CLOCK_SKEW', Type.Integer({ minimum: 0, maximum: 300, default: 30 }), {
    description: 'How far the provider’s clock may be off, in seconds.',
  }),
  oidcSubjectClaim: setting(
    'EVIDESK_OIDC_SUBJECT_CLAIM',
    Type.String({ minLength: 1, maxLength: 200, default: 'sub' }),
    {
      description:
        'Claim that says who the bearer is, as a JSON path. It is the `actor` of events and the reporter of an end user’s incidents: never reused, never changed.',
    },
  ),
  oidcRolesClaim: setting('EVIDESK_OIDC_ROLES_CLAIM', Type.String({ minLength: 1, maxLength: 200, default: 'roles' }), {
    description:
      "Claim with the bearer’s roles, as a JSON path: `$.realm_access.roles`, `$['https://example.com/roles']`.",
  }),
  oidcRoleMap: setting(
    'EVIDESK_OIDC_ROLE_MAP',
    Type.Optional(
      Type.String({ maxLength: 8_000, pattern: '^[^,=]+(=[^,=]+)*=[a-z0-9_-]+(,[^,=]+(=[^,=]+)*=[a-z0-9_-]+)*$' }),
    ),
    {
      description:
        'What the provider’s roles or groups are here: `Helpdesk=service_desk,Ops=l2`. Others then count for nothing. Not set: the names are the same.',
    },
  ),
  oidcTokenType: setting(
    'EVIDESK_OIDC_TOKEN_TYPE',
    Type.Optional(Type.String({ pattern: '^[A-Za-z0-9.+/-]{1,64}$' })),
    { description: 'What `typ` of the token’s header must be: `at+jwt` where the provider keeps to RFC 9068.' },
  ),
  runners: setting('EVIDESK_RUNNERS', Type.Enum(['thread', 'inline', 'none']), {
    description:
      'Where projections, process managers and timers run: in a worker thread, in this thread, or not in this process.',
    defaultText: '`thread`; `none` when EVENTSTORE_URL or MONGODB_URL is set',
  }),
  leaseMs: setting('EVIDESK_LEASE_MS', Type.Integer({ minimum: 1000, maximum: 10 * MINUTE, default: 10_000 }), {
    description: 'How long a runner may be silent before another process takes it over, in milliseconds.',
  }),
  readWaitMs: setting('EVIDESK_READ_WAIT_MS', Type.Integer({ minimum: 0, maximum: MINUTE, default: 2000 }), {
    description: 'How long a query with `Evidesk-After` waits for its view, in milliseconds.',
  }),
  bodyLimit: setting('EVIDESK_BODY_LIMIT', Type.Integer({ minimum: 1024, maximum: 64 * MIB, default: MIB }), {
    description: 'Largest request body, in bytes.',
  }),
  mailLimit: setting('EVIDESK_MAIL_LIMIT', Type.Integer({ minimum: 1024, maximum: 64 * MIB, default: 10 * MIB }), {
    description: 'Largest raw mail that is taken, attachments and all, in bytes.',
  }),
  attachmentLimit: setting(
    'EVIDESK_ATTACHMENT_LIMIT',
    Type.Integer({ minimum: 1024, maximum: 64 * MIB, default: 10 * MIB }),
    { description: 'Largest file that can be attached to an incident, in bytes.' },
  ),
  mailsPerHour: setting('EVIDESK_MAILS_PER_HOUR', Type.Integer({ minimum: 1, maximum: 100_000, default: 30 }), {
    description: 'How many mails of one sender are taken in an hour; more are put off with 429.',
  }),
  mailStaffDomains: setting(
    'EVIDESK_MAIL_STAFF_DOMAINS',
    Type.Optional(Type.String({ pattern: '^[A-Za-z0-9.-]+(,[A-Za-z0-9.-]+)*$', maxLength: 2000 })),
    {
      description:
        'Mail domains, separated by commas, whose people may comment on any incident by mail. The mail server must refuse forged senders.',
    },
  ),
  inboundMappings: setting('EVIDESK_INBOUND_MAPPINGS', Type.Optional(Type.String({ minLength: 1 })), {
    description: 'Folder with `alertmanager.yaml` or `email.yaml` of your own, in place of those that ship.',
  }),
  rateLimit: setting('EVIDESK_RATE_LIMIT', Type.Integer({ minimum: 10, maximum: 100_000_000, default: 600_000 }), {
    description:
      'How many requests one caller may send in a minute, all of them at once if he likes; more are put off with 429. Refused sign-ins count by address.',
  }),
  feedBeatMs: setting('EVIDESK_FEED_BEAT_MS', Type.Integer({ minimum: 100, maximum: 5 * MINUTE, default: 15_000 }), {
    description:
      'How often a live feed gives a sign of life and its listener’s token and rights are looked at again, in milliseconds.',
  }),
  feeds: setting('EVIDESK_FEEDS', Type.Integer({ minimum: 1, maximum: 100_000, default: 2_000 }), {
    description: 'How many live feeds may be open in a process; more are put off with 429.',
  }),
  feedsPerCaller: setting('EVIDESK_FEEDS_PER_CALLER', Type.Integer({ minimum: 1, maximum: 100_000, default: 20 }), {
    description: 'How many of them one caller may have.',
  }),
  cursorKey: setting('EVIDESK_CURSOR_KEY', Type.Optional(Type.String({ minLength: 32, maxLength: 200 })), {
    description:
      'Secret that signs the cursors of lists. The same for all replicas behind one address; not needed for one alone.',
    secret: true,
    defaultText: '`cursor.key` in EVIDESK_DATA',
  }),
  requestTimeoutMs: setting(
    'EVIDESK_REQUEST_TIMEOUT_MS',
    Type.Integer({ minimum: 1000, maximum: 10 * MINUTE, default: 30_000 }),
    { description: 'How long a client may take to send a request, in milliseconds.' },
  ),
  stallMs: setting('EVIDESK_STALL_MS', Type.Integer({ minimum: 1000, maximum: 60 * MINUTE, default: 5 * MINUTE }), {
    description:
      'A connection on which nothing has gone either way for so long is closed, in milliseconds: a client that does not read its answer, or that is gone without a word.',
  }),
  turnMs: setting('EVIDESK_TURN_MS', Type.Integer({ minimum: 0, maximum: MINUTE, default: 100 }), {
    description:
      'Under overload (longer than half a second), requests that can not be begun so soon after they were read are put off with 503, in milliseconds. 0: never.',
  }),
  maxInFlight: setting('EVIDESK_MAX_IN_FLIGHT', Type.Integer({ minimum: 1, maximum: 1_000_000, default: 3000 }), {
    description: 'How many requests may be under way at a time, listeners included; more are put off with 503.',
  }),
  maxConnections: setting('EVIDESK_MAX_CONNECTIONS', Type.Integer({ minimum: 10, maximum: 1_000_000, default: 5000 }), {
    description: 'How many connections may be open at a time; more are closed at once.',
  }),
  directory: setting('EVIDESK_DIRECTORY', Type.Optional(Type.String({ minLength: 1 })), {
    description: 'YAML file with people, groups, mailboxes and webhooks.',
    defaultText: '`directory.yaml` in EVIDESK_DATA, if it is there',
  }),
  publicUrl: setting(
    'EVIDESK_PUBLIC_URL',
    Type.Optional(Type.String({ maxLength: 2_000, pattern: '^https?://[^\\s/?#]+\\S*$' })),
    {
      description:
        'Address at which people reach the desk: what notifications link to. `{number}` and `{id}` in it are replaced; without them `/v1/incidents/<number>` is put behind it. Not set: no links.',
    },
  ),
  smtpUrl: setting(
    'EVIDESK_SMTP_URL',
    Type.Optional(Type.String({ maxLength: 2_000, pattern: '^smtps?://[^\\s/]+/?(\\?\\S*)?$' })),
    {
      description:
        'Mail server: `smtp://user:password@host:587`, or `smtps://` for TLS from the start. Not set: no e-mail is sent.',
      secret: true,
    },
  ),
  mailFrom: setting(
    'EVIDESK_MAIL_FROM',
    Type.String({ maxLength: 320, pattern: '^[^@\\r\\n]+@[^@\\s]+$', default: 'Evidesk <evidesk@localhost>' }),
    { description: 'Sender of e-mail.' },
  ),
  seal: setting('EVIDESK_SEAL', Type.Boolean({ default: true }), {
    description: 'Seal events where the runners run. Off in a process that does not have the seal key.',
  }),
  sealKey: setting('EVIDESK_SEAL_KEY', Type.Optional(Type.String({ minLength: 1 })), {
    description:
      'File of the private key (Ed25519, PEM) that signs seals; only its owner may read it. Made on first use.',
    defaultText: '`seal.key` in EVIDESK_DATA',
  }),
  sealEvents: setting('EVIDESK_SEAL_EVENTS', Type.Integer({ minimum: 1, maximum: 16_384, default: 1024 }), {
    description: 'A seal is written once so many events wait for it …',
  }),
  sealSeconds: setting('EVIDESK_SEAL_SECONDS', Type.Integer({ minimum: 1, maximum: 86_400, default: 60 }), {
    description: '… or so many seconds after the first of them.',
  }),
});

/** The settings as they are after defaults, and what follows from them. Frozen. */
export type Config = Readonly<Static<typeof ConfigSchema>> & {
  /** No server is named: both stores are files in `dataDir`. */
  readonly embedded: boolean;
  /** Only this machine can reach the process. */
  readonly loopback: boolean;
  /** Tokens signed with the key in `dataDir` are accepted. */
  readonly localTokens: boolean;
};

/** One setting, for those who list them. */
export interface Setting {
  readonly key: string;
  readonly env: string;
  readonly schema: { readonly [keyword: string]: unknown };
  readonly secret: boolean;
}

/** All settings in the order of their declaration. */
export const SETTINGS: readonly Setting[] = Object.entries(ConfigSchema.properties).map(([key, schema]) => {
  const keywords = schema as unknown as { readonly [keyword: string]: unknown };
  return { key, env: String(keywords['env']), schema: keywords, secret: keywords['secret'] === true };
});
