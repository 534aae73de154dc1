import { join } from 'node:path';
import { jwtVerify, SignJWT, errors } from 'jose';
import { BadToken, type Principal, type TokenVerifier } from './principal.js';
import { readOrCreateKey } from './key-file.js';

/** What `iss` of a local token says. */
export const LOCAL_ISSUER = 'evidesk-local';
const AUDIENCE = 'evidesk';
const ALGORITHM = 'HS256';
const CLOCK_TOLERANCE_SECONDS = 5;

/** A token that names its bearer, and until when. */
export interface VerifiedToken {
  readonly principal: Principal;
  readonly expiresAtMs: number;
}

/** Tokens of the embedded default, signed with the key in the data folder. */
export class LocalTokens implements TokenVerifier {
  private constructor(
    private readonly key: Uint8Array,
    private readonly maxTtlSeconds: number,
  ) {}

  /** @throws KeyFileError when the key file can't be trusted */
  static async open(dataDir: string, maxTtlSeconds: number): Promise<LocalTokens> {
    return new LocalTokens(await readOrCreateKey(join(dataDir, 'token.key')), maxTtlSeconds);
  }

  /** Signs a token. Its life is bounded by the configured one. */
  async issue(claims: {
    readonly sub: string;
    readonly roles: readonly string[];
    readonly ttl?: number;
  }): Promise<string> {
    const issuedAt = Math.floor(Date.now() / 1000);
    return new SignJWT({ roles: claims.roles })
      .setProtectedHeader({ alg: ALGORITHM, typ: 'JWT' })
      .setIssuer(LOCAL_ISSUER)
      .setAudience(AUDIENCE)
      .setSubject(claims.sub)
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + Math.min(claims.ttl ?? this.maxTtlSeconds, this.maxTtlSeconds))
      .sign(this.key);
  }

  async verify(token: string): Promise<Principal> {
    return (await this.verifyUntil(token)).principal;
  }

  /** As `verify`, and says how long the answer holds. @throws BadToken */
  async verifyUntil(token: string): Promise<VerifiedToken> {
    try {
      const { payload } = await jwtVerify<{ roles?: unknown }>(token, this.key, {
        algorithms: [ALGORITHM],
        issuer: LOCAL_ISSUER,
        audience: AUDIENCE,
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
        requiredClaims: ['sub', 'exp', 'iat', 'roles'],
      });
      const { sub, exp, roles } = payload;
      if (sub === undefined || sub === '' || exp === undefined || !isRoles(roles))
        throw new BadToken('the token names nobody');
      return { principal: Object.freeze({ id: sub, roles: Object.freeze([...roles]) }), expiresAtMs: exp * 1000 };
    } catch (error) {
      if (error instanceof errors.JOSEError) throw new BadToken(error.message, { cause: error });
      throw error;
    }
  }
}

function isRoles(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((role) => typeof role === 'string' && role !== '');
}
