import { BadToken, OidcVerifier, type OidcOptions, ProblemError } from '@evidesk/platform';
import { importJWK, SignJWT, UnsecuredJWT } from 'jose';
import { startProvider, type TestProvider } from '../support/openid-provider.js';

const AUDIENCE = 'https://desk.example/api';
const ANN = {
  id: 'ann',
  claims: {
    roles: ['service_desk', 'l1', 'l1', 7, 'no such role!'],
    realm_access: { roles: ['Helpdesk', 'Sales'] },
    'https://desk.example/login': 'ann.li',
  },
};

describe('access tokens of an OpenID provider', () => {
  let provider: TestProvider;

  beforeAll(async () => {
    provider = await startProvider([ANN, { id: 'bob', claims: {} }]);
  });

  afterAll(() => provider.close());

  const verifier = (options: Partial<OidcOptions> = {}) =>
    new OidcVerifier({
      issuer: provider.issuer,
      audience: AUDIENCE,
      algorithms: ['RS256', 'ES256'],
      clockSkewSeconds: 5,
      subjectClaim: 'sub',
      rolesClaim: 'roles',
      cooldownMs: 0,
      ...options,
    });

  it('S0-43 name their bearer and his roles', async () => {
    const { principal, expiresAtMs } = await verifier({ tokenType: 'at+jwt' }).verifyUntil(
      await provider.token('ann', AUDIENCE),
    );
    expect(principal).toEqual({ id: 'ann', roles: ['service_desk', 'l1'] });
    expect(expiresAtMs).toBeGreaterThan(Date.now() + 500_000);
    expect((await verifier().verifyUntil(await provider.token('bob', AUDIENCE))).principal.roles).toEqual([]);
  });

  it('S0-43 give roles by a path to the claim and a map of names', async () => {
    const { principal } = await verifier({
      subjectClaim: "$['https://desk.example/login']",
      rolesClaim: '$.realm_access.roles',
      roleMap: new Map([['Helpdesk', 'service_desk']]),
    }).verifyUntil(await provider.token('ann', AUDIENCE));
    expect(principal).toEqual({ id: 'ann.li', roles: ['service_desk'] });
  });

  it('are verified with keys that are fetched once, and again after a rotation', async () => {
    const desk = verifier();
    const before = provider.keyRequests();
    const old = await provider.token('ann', AUDIENCE);
    await Promise.all([desk.verifyUntil(old), desk.verifyUntil(old), desk.verifyUntil(old)]);
    await desk.verifyUntil(old);
    expect(provider.keyRequests() - before).toBe(1);
    await provider.rotate();
    expect((await desk.verifyUntil(await provider.token('ann', AUDIENCE))).principal.id).toBe('ann');
    expect(provider.keyRequests() - before).toBe(2);
    await expect(desk.verifyUntil(old)).rejects.toThrow(BadToken);
  });

  it('make the keys be fetched no more often than the cooldown allows, whatever key they name', async () => {
    const desk = verifier({ cooldownMs: 60_000 });
    await desk.verifyUntil(await provider.token('ann', AUDIENCE));
    const before = provider.keyRequests();
    const unknown = await signed({ kid: 'unknown' });
    for (let i = 0; i < 5; i += 1) await expect(desk.verifyUntil(unknown)).rejects.toThrow(BadToken);
    expect(provider.keyRequests()).toBe(before);
  });

  const signed = async (
    change: { alg?: string; kid?: string; typ?: string; key?: Uint8Array } & Readonly<Record<string, unknown>> = {},
  ) => {
    const { alg = 'RS256', kid, typ = 'at+jwt', key, ...claims } = change;
    const own = provider.privateKey();
    const now = Math.floor(Date.now() / 1000);
    return new SignJWT({ iss: provider.issuer, aud: AUDIENCE, sub: 'ann', iat: now, exp: now + 60, ...claims })
      .setProtectedHeader({ alg, typ, kid: kid ?? String(own.kid) })
      .sign(key ?? (await importJWK({ ...own, alg }, alg)));
  };

  it('are refused when expired, early, unsigned, altered, or of another issuer, audience, algorithm, key or type', async () => {
    const desk = verifier({ tokenType: 'at+jwt' });
    const now = Math.floor(Date.now() / 1000);
    expect((await desk.verifyUntil(await signed())).principal.id).toBe('ann');
    expect((await desk.verifyUntil(await signed({ exp: now - 3 }))).principal.id).toBe('ann');
    const good = await signed();
    const publicKey = Buffer.from(JSON.stringify({ ...provider.privateKey(), d: undefined }));
    const bad = {
      expired: await signed({ exp: now - 60 }),
      eternal: await signed({ exp: undefined }),
      early: await signed({ nbf: now + 60 }),
      foreignIssuer: await signed({ iss: 'https://elsewhere.example' }),
      foreignAudience: await provider.token('ann', 'https://another.example/api'),
      nobody: await signed({ sub: '' }),
      object: await signed({ sub: { id: 'ann' } }),
      type: await signed({ typ: 'JWT' }),
      algorithm: await signed({ alg: 'RS512' }),
      confused: await signed({ alg: 'HS256', key: publicKey }),
      unsigned: new UnsecuredJWT({ iss: provider.issuer, aud: AUDIENCE, sub: 'ann', exp: now + 60 }).encode(),
      altered: good.replace(/\.[^.]+\./, `.${Buffer.from(JSON.stringify({ sub: 'root' })).toString('base64url')}.`),
      cut: good.slice(0, -10),
    };
    for (const [what, token] of Object.entries(bad))
      await expect(desk.verifyUntil(token).then(() => what)).rejects.toThrow(BadToken);
  });

  it('can not be judged while the provider is away, and can again once it is back', async () => {
    const token = await provider.token('ann', AUDIENCE);
    const desk = verifier();
    provider.fail(true);
    try {
      const refusal = await desk.verifyUntil(token).catch((error: unknown) => error);
      expect(refusal).toBeInstanceOf(ProblemError);
      expect(refusal).toMatchObject({ code: 'auth.provider-unavailable', status: 503 });
    } finally {
      provider.fail(false);
    }
    expect((await desk.verifyUntil(token)).principal.id).toBe('ann');
    provider.fail(true);
    try {
      // What is known already needs no provider.
      expect((await desk.verifyUntil(token)).principal.id).toBe('ann');
    } finally {
      provider.fail(false);
    }
  });

  it('are not accepted by symmetric algorithms, however it is configured', () => {
    expect(() => verifier({ algorithms: ['HS256'] })).toThrow('asymmetric');
    expect(() => verifier({ algorithms: ['none'] })).toThrow('asymmetric');
  });
});
