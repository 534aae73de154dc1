import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SignJWT, UnsecuredJWT } from 'jose';
import { CachedVerifier } from './cached-verifier.js';
import { KeyFileError, readOrCreateKey } from './key-file.js';
import { LocalTokens } from './local-tokens.js';
import { BadToken } from './principal.js';

let dir: string;
let tokens: LocalTokens;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'evidesk-auth-'));
  tokens = await LocalTokens.open(dir, 600);
});

afterAll(() => rm(dir, { recursive: true }));

describe('the key file', () => {
  it('is made once, for its owner alone', async () => {
    const path = join(dir, 'a', 'token.key');
    const keys = await Promise.all([readOrCreateKey(path), readOrCreateKey(path), readOrCreateKey(path)]);
    expect(new Set(keys.map((key) => Buffer.from(key).toString('hex'))).size).toBe(1);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it('is refused when others may read it', async () => {
    const path = join(dir, 'open.key');
    await readOrCreateKey(path);
    await chmod(path, 0o644);
    await expect(readOrCreateKey(path)).rejects.toThrow(KeyFileError);
  });

  it('is refused when it holds no key', async () => {
    const path = join(dir, 'short.key');
    await writeFile(path, 'short', { mode: 0o600 });
    await expect(readOrCreateKey(path)).rejects.toThrow('256-bit');
  });
});

describe('local tokens', () => {
  it('name their bearer', async () => {
    const token = await tokens.issue({ sub: 'ann', roles: ['l1', 'desk'] });
    expect(await tokens.verify(token)).toEqual({ id: 'ann', roles: ['l1', 'desk'] });
  });

  it('live no longer than configured', async () => {
    const token = await tokens.issue({ sub: 'ann', roles: [], ttl: 1_000_000 });
    expect((await tokens.verifyUntil(token)).expiresAtMs).toBeLessThanOrEqual(Date.now() + 600_000);
  });

  it('are refused when expired, unsigned, altered or of another issuer, audience or algorithm', async () => {
    const key = Buffer.from((await readFile(join(dir, 'token.key'), 'utf8')).trim(), 'base64url');
    const signed = (alg: string, issuer: string, audience: string) =>
      new SignJWT({ roles: ['l1'] })
        .setProtectedHeader({ alg })
        .setIssuer(issuer)
        .setAudience(audience)
        .setSubject('ann')
        .setIssuedAt()
        .setExpirationTime('1h')
        .sign(key);
    expect(await tokens.verify(await signed('HS256', 'evidesk-local', 'evidesk'))).toMatchObject({ id: 'ann' });
    const bad = [
      await tokens.issue({ sub: 'ann', roles: [], ttl: -60 }),
      await tokens.issue({ sub: '', roles: [] }),
      await signed('HS256', 'evidesk-other', 'evidesk'),
      await signed('HS256', 'evidesk-local', 'other'),
      await signed('HS512', 'evidesk-local', 'evidesk'),
      new UnsecuredJWT({ roles: ['l1'], sub: 'ann' }).encode(),
      (await tokens.issue({ sub: 'ann', roles: [] })).replace(/.{3}$/, 'AAA'),
      'nonsense',
    ];
    for (const token of bad) await expect(tokens.verify(token)).rejects.toThrow(BadToken);
  });
});

describe('CachedVerifier', () => {
  it('verifies a token once and forgets it when it expires', async () => {
    const principal = { id: 'ann', roles: [] };
    const verifyUntil = jest.fn(async () => ({ principal, expiresAtMs: Date.now() + 40 }));
    const verifier = new CachedVerifier({ verifyUntil });
    expect(await verifier.verify('t')).toBe(principal);
    expect(verifier.verify('t')).toBe(principal);
    await new Promise((resolve) => setTimeout(resolve, 60));
    await verifier.verify('t');
    expect(verifyUntil).toHaveBeenCalledTimes(2);
  });
});
