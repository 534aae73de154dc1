import { decodeJwt } from 'jose';
import { CachedVerifier } from './cached-verifier.js';
import type { Config } from '../config/schema.js';
import { LOCAL_ISSUER, LocalTokens, type VerifiedToken } from './local-tokens.js';
import { OidcVerifier } from './oidc-verifier.js';
import { BadToken, type Principal, type TokenVerifier } from './principal.js';

/** Verifies the tokens of one issuer, and says how long the answer holds. */
export interface IssuerVerifier {
  /** @throws BadToken */
  verifyUntil(token: string): Promise<VerifiedToken>;
}

/** Has each token verified by whoever knows its issuer. The issuer that it names is only a way to a verifier, not believed. */
export class IssuerVerifiers implements IssuerVerifier {
  constructor(private readonly byIssuer: ReadonlyMap<string, IssuerVerifier>) {}

  verifyUntil(token: string): Promise<VerifiedToken> {
    const verifier = this.byIssuer.get(issuerOf(token));
    if (verifier === undefined) throw new BadToken('the token is of an issuer that is not accepted here');
    return verifier.verifyUntil(token);
  }
}

/** By this an API key is told from other tokens, by us and by scanners for secrets. */
export const API_KEY_PREFIX = 'evk_';

/** Sends API keys, which have a prefix of their own, to the one who knows them. */
export class TokenVerifiers implements TokenVerifier {
  constructor(
    private readonly tokens: TokenVerifier,
    private readonly keys: TokenVerifier,
  ) {}

  verify(token: string): Principal | Promise<Principal> {
    return token.startsWith(API_KEY_PREFIX) ? this.keys.verify(token) : this.tokens.verify(token);
  }
}

/** The verifiers that the configuration names: an OpenID provider, local tokens where they are permitted. */
export async function openTokenVerifier(config: Config): Promise<TokenVerifier> {
  const byIssuer = new Map<string, IssuerVerifier>();
  byIssuer.set(
    LOCAL_ISSUER,
    config.localTokens ? await LocalTokens.open(config.dataDir, config.tokenTtlSeconds) : LOCAL_TOKENS_OFF,
  );
  const { oidcIssuer, oidcAudience } = config;
  if (oidcIssuer !== undefined && oidcAudience !== undefined)
    byIssuer.set(oidcIssuer, oidcVerifier(config, oidcIssuer, oidcAudience));
  return new CachedVerifier(new IssuerVerifiers(byIssuer));
}

/** Stands in where local tokens are off because others can reach the process, or a provider is there. */
const LOCAL_TOKENS_OFF: IssuerVerifier = {
  verifyUntil: () => {
    throw new BadToken('local tokens are not accepted here (see EVIDESK_ALLOW_LOCAL_TOKENS)');
  },
};

function oidcVerifier(config: Config, issuer: string, audience: string): OidcVerifier {
  return new OidcVerifier({
    issuer,
    audience,
    jwksUrl: config.oidcJwksUrl,
    algorithms: config.oidcAlgorithms.split(','),
    clockSkewSeconds: config.oidcClockSkewSeconds,
    subjectClaim: config.oidcSubjectClaim,
    rolesClaim: config.oidcRolesClaim,
    roleMap: config.oidcRoleMap === undefined ? undefined : pairsOf(config.oidcRoleMap),
    tokenType: config.oidcTokenType,
  });
}

const pairsOf = (text: string): ReadonlyMap<string, string> =>
  new Map(
    text.split(',').map((pair) => {
      const at = pair.lastIndexOf('=');
      return [pair.slice(0, at), pair.slice(at + 1)];
    }),
  );

function issuerOf(token: string): string {
  try {
    return decodeJwt(token).iss ?? '';
  } catch {
    throw new BadToken('the token can not be read');
  }
}
