import { LRUCache } from 'lru-cache';
import type { VerifiedToken } from './local-tokens.js';
import type { Principal, TokenVerifier } from './principal.js';

const MAX_TOKENS = 10_000;
const MAX_AGE_MS = 5 * 60_000;

/** Remembers verified tokens, so that a caller's next request costs no cryptography. Never outlives the token. */
export class CachedVerifier implements TokenVerifier {
  private readonly known = new LRUCache<string, VerifiedToken>({ max: MAX_TOKENS });

  constructor(private readonly verifier: { verifyUntil(token: string): Promise<VerifiedToken> }) {}

  verify(token: string): Principal | Promise<Principal> {
    const known = this.known.get(token);
    if (known !== undefined && known.expiresAtMs > Date.now()) return known.principal;
    return this.verifyAndRemember(token);
  }

  private async verifyAndRemember(token: string): Promise<Principal> {
    const verified = await this.verifier.verifyUntil(token);
    // Kept here rather than by the cache, which would look at a clock of its own for every request.
    const expiresAtMs = Math.min(verified.expiresAtMs, Date.now() + MAX_AGE_MS);
    this.known.set(token, { principal: verified.principal, expiresAtMs });
    return verified.principal;
  }
}
