import { createRemoteJWKSet, errors, type JWTPayload, jwtVerify, type JWTVerifyGetKey } from 'jose';
import { ProblemError } from '../http/problem-error.js';
import { type ClaimReader, claimReader } from './claim-path.js';
import type { VerifiedToken } from './local-tokens.js';
import { BadToken } from './principal.js';

/** What is asked of the access tokens of an OpenID provider. */
export interface OidcOptions {
  /** Exactly as it is in the tokens' `iss`. */
  readonly issuer: string;
  /** One of the tokens' `aud`. */
  readonly audience: string;
  /** Where its keys are; by default what its discovery document says. */
  readonly jwksUrl?: string;
  /** The signature algorithms that are accepted; symmetric ones and `none` never are. */
  readonly algorithms: readonly string[];
  readonly clockSkewSeconds: number;
  /** Path to the claim with the bearer's id. */
  readonly subjectClaim: string;
  /** Path to the claim with the bearer's roles. */
  readonly rolesClaim: string;
  /** The provider's name of a role → ours. Where there is one, names that it lacks give no role. */
  readonly roleMap?: ReadonlyMap<string, string>;
  /** What `typ` must be, e.g. `at+jwt`. */
  readonly tokenType?: string;
  /** For how long unknown keys are not asked for again, in milliseconds. */
  readonly cooldownMs?: number;
}

const TIMEOUT_MS = 5_000;
const COOLDOWN_MS = 30_000;
const KEYS_MAX_AGE_MS = 10 * 60_000;
const RETRY_SECONDS = '5';
const LONGEST_DISCOVERY = 256 * 1024;
const ID = /^[\x21-\x7E]{1,255}$/;
const ROLE = /^[A-Za-z0-9][A-Za-z0-9._:@-]{0,63}$/;
const MOST_ROLES = 50;
const ALGORITHM = /^(?:(?:RS|PS|ES)(?:256|384|512)|EdDSA|Ed25519)$/;

/**
 * Verifies access tokens of one OpenID provider. Its keys are fetched when the first token comes, kept for ten minutes,
 * and fetched anew when a token names one that is not known yet: that is how keys are rotated.
 */
export class OidcVerifier {
  private readonly subject: ClaimReader;
  private readonly roles: ClaimReader;
  private keys: Promise<JWTVerifyGetKey> | undefined;

  /** @throws Error when an algorithm or a path is not acceptable */
  constructor(private readonly options: OidcOptions) {
    const bad = options.algorithms.filter((algorithm) => !ALGORITHM.test(algorithm));
    if (bad.length > 0) throw new Error(`${bad.join(', ')} is no asymmetric signature algorithm`);
    this.subject = claimReader(options.subjectClaim);
    this.roles = claimReader(options.rolesClaim);
  }

  /** @throws BadToken, ProblemError `auth.provider-unavailable` while the provider's keys can't be had */
  async verifyUntil(token: string): Promise<VerifiedToken> {
    const { issuer, audience, algorithms, clockSkewSeconds, tokenType } = this.options;
    const keys = await this.keySource();
    try {
      const { payload } = await jwtVerify(token, keys, {
        algorithms: [...algorithms],
        issuer,
        audience,
        clockTolerance: clockSkewSeconds,
        requiredClaims: ['exp'],
        ...(tokenType !== undefined && { typ: tokenType }),
      });
      return { principal: this.principalOf(payload), expiresAtMs: Number(payload.exp) * 1000 };
    } catch (error) {
      if (error instanceof BadToken) throw error;
      if (isRefusal(error)) throw new BadToken(error.message, { cause: error });
      throw unavailable(issuer, error);
    }
  }

  private principalOf(payload: JWTPayload) {
    const [id] = this.subject(payload);
    if (typeof id !== 'string' || !ID.test(id)) throw new BadToken('the token names nobody');
    const named = this.roles(payload).filter((role) => typeof role === 'string');
    const { roleMap } = this.options;
    const ours = roleMap === undefined ? named : named.flatMap((role) => roleMap.get(role) ?? []);
    const roles = [...new Set(ours)].filter((role) => ROLE.test(role)).slice(0, MOST_ROLES);
    return Object.freeze({ id, roles: Object.freeze(roles) });
  }

  private keySource(): Promise<JWTVerifyGetKey> {
    if (this.keys !== undefined) return this.keys;
    const keys = this.discover();
    this.keys = keys;
    // What failed is tried again with the next token.
    keys.catch(() => (this.keys = undefined));
    return keys;
  }

  private async discover(): Promise<JWTVerifyGetKey> {
    const { issuer, jwksUrl, cooldownMs } = this.options;
    return createRemoteJWKSet(new URL(jwksUrl ?? (await jwksUrlOf(issuer))), {
      timeoutDuration: TIMEOUT_MS,
      cooldownDuration: cooldownMs ?? COOLDOWN_MS,
      cacheMaxAge: KEYS_MAX_AGE_MS,
    });
  }
}

/** The token is to blame, not the way to the provider's keys. */
function isRefusal(error: unknown): error is errors.JOSEError {
  if (!(error instanceof errors.JOSEError)) return false;
  return (
    error instanceof errors.JWTExpired ||
    error instanceof errors.JWTClaimValidationFailed ||
    error instanceof errors.JWTInvalid ||
    error instanceof errors.JWSInvalid ||
    error instanceof errors.JWSSignatureVerificationFailed ||
    error instanceof errors.JOSEAlgNotAllowed ||
    error instanceof errors.JOSENotSupported ||
    error instanceof errors.JWKSNoMatchingKey ||
    error instanceof errors.JWKSMultipleMatchingKeys
  );
}

/** OpenID Connect Discovery 1.0. The document must be of the issuer that was asked. */
async function jwksUrlOf(issuer: string): Promise<string> {
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS), redirect: 'error' });
    if (!response.ok) throw new Error(`${url} answers ${response.status}`);
    const text = await response.text();
    if (text.length > LONGEST_DISCOVERY) throw new Error(`${url} answers too much`);
    const { issuer: own, jwks_uri: jwksUri } = JSON.parse(text) as { issuer?: unknown; jwks_uri?: unknown };
    if (own !== issuer) throw new Error(`${url} is of the issuer ${String(own)}`);
    if (typeof jwksUri !== 'string' || !URL.canParse(jwksUri)) throw new Error(`${url} names no keys`);
    return jwksUri;
  } catch (error) {
    throw unavailable(issuer, error);
  }
}

function unavailable(issuer: string, cause: unknown): ProblemError {
  const error = new ProblemError('auth.provider-unavailable', `the keys of ${issuer} can not be had now`, {
    headers: { 'retry-after': RETRY_SECONDS },
  });
  return Object.assign(error, { cause });
}
