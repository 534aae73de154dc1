import { readFileSync } from 'node:fs';
import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import { claimReader } from '../auth/claim-path.js';
import { type Config, ConfigSchema, SETTINGS } from './schema.js';

/** Dependency-injection token of the configuration. */
export const CONFIG = Symbol('Config');

/** The environment does not make a configuration. Names every problem at once. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  constructor(readonly problems: readonly string[]) {
    super(
      `the configuration has ${problems.length} problem(s):\n${problems.map((problem) => `  - ${problem}`).join('\n')}`,
    );
  }
}

const PREFIX = 'EVIDESK_';
const CLAIM_PATHS = [
  ['oidcSubjectClaim', 'EVIDESK_OIDC_SUBJECT_CLAIM'],
  ['oidcRolesClaim', 'EVIDESK_OIDC_ROLES_CLAIM'],
] as const;
const KEYWORDS = ['env', 'secret', 'defaultText'];
const BY_KEY = new Map(SETTINGS.map((setting) => [setting.key, setting]));
const validate = new Ajv2020({
  allErrors: true,
  coerceTypes: true,
  useDefaults: true,
  strict: true,
  allowUnionTypes: true,
})
  .addVocabulary(KEYWORDS)
  .compile(ConfigSchema);

/** Behind the name of a secret: the file that holds it. */
const FILE = '_FILE';

/**
 * Reads the configuration from environment variables. An empty variable counts as not set. A secret may stand in a file
 * that `<NAME>_FILE` names, as container platforms hand them out; line ends behind it are not part of it.
 * @throws ConfigError naming every problem; an unknown `EVIDESK_` variable is one, since it is most likely a typo
 */
export function loadConfig(env: { readonly [name: string]: string | undefined } = process.env): Config {
  const values: { [key: string]: unknown } = {};
  const problems = unknownVariables(env);
  for (const { key, env: name, secret } of SETTINGS) {
    const value = secret ? secretOf(name, env, problems) : env[name];
    if (value !== undefined && value !== '') values[key] = value;
  }
  const embedded = values['eventStoreUrl'] === undefined && values['mongoUrl'] === undefined;
  values['runners'] ??= embedded ? 'thread' : 'none';

  if (!validate(values)) problems.push(...(validate.errors ?? []).map((error) => describe(error, env)));
  problems.push(...contradictions(values));
  if (problems.length > 0) throw new ConfigError(problems);

  const settings = values as unknown as Config;
  const loopback = isLoopback(settings.host);
  const localTokens = settings.allowLocalTokens || (loopback && settings.oidcIssuer === undefined);
  return Object.freeze({ ...settings, embedded, loopback, localTokens });
}

/** The configuration without the values of secrets, for logs and `evidesk system info`. */
export function describeConfig(config: Config): { readonly [env: string]: unknown } {
  const values = config as unknown as { readonly [key: string]: unknown };
  return Object.fromEntries(
    SETTINGS.map(({ key, env, secret }) => [env, secret && values[key] !== undefined ? '(set)' : values[key]]),
  );
}

/** Whether an address can be reached from this machine only. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

/** What no setting has wrong by itself. */
function contradictions(values: { readonly [key: string]: unknown }): string[] {
  const problems: string[] = [];
  if (values['oidcIssuer'] !== undefined && values['oidcAudience'] === undefined)
    problems.push('EVIDESK_OIDC_AUDIENCE: is needed with EVIDESK_OIDC_ISSUER');
  for (const [key, env] of CLAIM_PATHS) {
    const path = values[key];
    if (typeof path === 'string' && !isClaimPath(path)) problems.push(`${env}: is no path to a claim`);
  }
  return problems;
}

function isClaimPath(path: string): boolean {
  try {
    claimReader(path);
    return true;
  } catch {
    return false;
  }
}

/** A secret itself, or what the file holds that is named in its place. */
function secretOf(
  name: string,
  env: { readonly [name: string]: string | undefined },
  problems: string[],
): string | undefined {
  const value = env[name];
  const file = env[name + FILE];
  if (file === undefined || file === '') return value;
  if (value !== undefined && value !== '') {
    problems.push(`${name}: stands beside ${name + FILE}; say one of them`);
    return undefined;
  }
  try {
    const held = readFileSync(file, 'utf8').replace(/[\r\n]+$/, '');
    if (held === '') problems.push(`${name + FILE}: ${file} is empty`);
    return held;
  } catch (error) {
    problems.push(`${name + FILE}: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}

function unknownVariables(env: { readonly [name: string]: string | undefined }): string[] {
  const known = new Set(SETTINGS.flatMap(({ env: name, secret }) => (secret ? [name, name + FILE] : [name])));
  return Object.keys(env)
    .filter((name) => name.startsWith(PREFIX) && !known.has(name))
    .sort()
    .map((name) => `${name}: there is no such setting`);
}

function describe(error: ErrorObject, env: { readonly [name: string]: string | undefined }): string {
  const setting = BY_KEY.get(error.instancePath.slice(1));
  if (setting === undefined) return `${error.instancePath}: ${error.message}`;
  const options =
    error.keyword === 'enum' ? ` (${(error.params['allowedValues'] as readonly string[]).join(', ')})` : '';
  const given = setting.secret ? '' : `, and is ${JSON.stringify(env[setting.env])}`;
  return `${setting.env}: ${error.message}${options}${given}`;
}
