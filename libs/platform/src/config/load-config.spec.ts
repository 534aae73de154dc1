import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { configTable } from './config-table.js';
import { ConfigError, describeConfig, isLoopback, loadConfig } from './load-config.js';
import { SETTINGS } from './schema.js';

function problemsOf(env: { readonly [name: string]: string }): readonly string[] {
  try {
    loadConfig(env);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

describe('loadConfig', () => {
  it('needs nothing', () => {
    expect(loadConfig({})).toEqual({
      feedBeatMs: 15_000,
      feeds: 2_000,
      feedsPerCaller: 20,
      otlpServiceName: 'evidesk',
      traceRatio: 1,
      host: '127.0.0.1',
      port: 3000,
      dataDir: './data',
      mongoDatabase: 'evidesk',
      profile: 'std-4tier',
      logLevel: 'info',
      tokenTtlSeconds: 43_200,
      allowLocalTokens: false,
      oidcAlgorithms: 'RS256,PS256,ES256,EdDSA',
      oidcClockSkewSeconds: 30,
      oidcSubjectClaim: 'sub',
      oidcRolesClaim: 'roles',
      runners: 'thread',
      seal: true,
      sealEvents: 1024,
      sealSeconds: 60,
      leaseMs: 10_000,
      readWaitMs: 2000,
      bodyLimit: 1_048_576,
      mailLimit: 10_485_760,
      attachmentLimit: 10_485_760,
      mailsPerHour: 30,
      requestTimeoutMs: 30_000,
      stallMs: 300_000,
      turnMs: 100,
      maxInFlight: 3000,
      maxConnections: 5000,
      rateLimit: 600_000,
      mailFrom: 'Evidesk <evidesk@localhost>',
      embedded: true,
      loopback: true,
      localTokens: true,
    });
  });

  it('reads numbers and flags, and takes an empty variable for none', () => {
    const config = loadConfig({
      PORT: '80',
      EVIDESK_ALLOW_LOCAL_TOKENS: 'true',
      HOST: '0.0.0.0',
      MONGODB_URL: '',
      OTHER: 'x',
    });
    expect(config).toMatchObject({ port: 80, loopback: false, localTokens: true, embedded: true });
    expect(Object.isFrozen(config)).toBe(true);
  });

  it('hosts no runners beside servers, unless told to', () => {
    const env = { EVENTSTORE_URL: 'esdb://127.0.0.1:2113?tls=false', MONGODB_URL: 'mongodb://127.0.0.1' };
    expect(loadConfig(env)).toMatchObject({ embedded: false, runners: 'none' });
    expect(loadConfig({ ...env, EVIDESK_RUNNERS: 'inline' }).runners).toBe('inline');
  });

  it('names every problem at once', () => {
    expect(
      problemsOf({ PORT: '70000', EVIDESK_LOG_LEVEL: 'loud', EVIDESK_PROT: '1', EVIDESK_LEASE_MS: 'soon' }),
    ).toEqual([
      'EVIDESK_PROT: there is no such setting',
      expect.stringContaining('PORT: must be <= 65535, and is "70000"'),
      expect.stringMatching(/^EVIDESK_LOG_LEVEL: .*\(fatal, error, .*"loud"/),
      expect.stringContaining('EVIDESK_LEASE_MS: must be integer, and is "soon"'),
    ]);
  });

  it('never shows a secret', () => {
    expect(problemsOf({ MONGODB_URL: 'hunter2' }).join()).not.toContain('hunter2');
    const shown = JSON.stringify(describeConfig(loadConfig({ MONGODB_URL: 'mongodb://u:hunter2@h' })));
    expect(shown).toContain('"MONGODB_URL":"(set)"');
    expect(shown).not.toContain('hunter2');
  });

  describe('secrets in files', () => {
    const folder = mkdtempSync(join(tmpdir(), 'evidesk-secrets-'));
    const file = (text: string): string => {
      const path = join(folder, String(readdirSync(folder).length));
      writeFileSync(path, text);
      return path;
    };
    afterAll(() => rmSync(folder, { recursive: true }));

    it('takes each secret from the file that <NAME>_FILE names, without the line end', () => {
      const config = loadConfig({
        EVENTSTORE_URL_FILE: file('esdb://admin:hunter2@es:2113\n'),
        MONGODB_URL_FILE: file('mongodb://m:27017\r\n'),
        EVIDESK_CURSOR_KEY_FILE: file('k'.repeat(40)),
        EVIDESK_SMTP_URL_FILE: '',
      });
      expect(config).toMatchObject({
        eventStoreUrl: 'esdb://admin:hunter2@es:2113',
        mongoUrl: 'mongodb://m:27017',
        cursorKey: 'k'.repeat(40),
        embedded: false,
        runners: 'none',
      });
      expect(JSON.stringify(describeConfig(config))).not.toContain('hunter2');
    });

    it('names a file that is missing, empty, or beside the secret itself, and no secret', () => {
      const wrong = file('hunter2');
      const empty = file('\n');
      const problems = problemsOf({
        EVENTSTORE_URL: 'esdb://h',
        EVENTSTORE_URL_FILE: wrong,
        MONGODB_URL_FILE: wrong,
        EVIDESK_CURSOR_KEY_FILE: empty,
        EVIDESK_SMTP_URL_FILE: join(folder, 'nowhere'),
        PORT_FILE: 'x',
        EVIDESK_DATA_FILE: wrong,
      });
      expect(problems).toEqual([
        'EVIDESK_DATA_FILE: there is no such setting',
        'EVENTSTORE_URL: stands beside EVENTSTORE_URL_FILE; say one of them',
        `EVIDESK_CURSOR_KEY_FILE: ${empty} is empty`,
        expect.stringMatching(/^EVIDESK_SMTP_URL_FILE: .*ENOENT.*nowhere/),
        expect.stringMatching(/^MONGODB_URL: must match pattern/),
      ]);
      expect(problems.join()).not.toContain('hunter2');
    });
  });

  it('S4-52 takes a mail server and where people find the desk, and shows no password', () => {
    const mail = {
      EVIDESK_SMTP_URL: 'smtp://desk:hunter2@mail.example.com:587',
      EVIDESK_MAIL_FROM: 'Desk <desk@example.com>',
    };
    const config = loadConfig({ ...mail, EVIDESK_PUBLIC_URL: 'https://desk.example.com' });
    expect(config).toMatchObject({ smtpUrl: mail.EVIDESK_SMTP_URL, publicUrl: 'https://desk.example.com' });
    expect(JSON.stringify(describeConfig(config))).not.toContain('hunter2');
    const wrong = { EVIDESK_SMTP_URL: 'http://hunter2', EVIDESK_MAIL_FROM: 'nobody', EVIDESK_PUBLIC_URL: 'desk' };
    expect(problemsOf(wrong).map((problem) => problem.split(':', 1)[0])).toEqual([
      'EVIDESK_PUBLIC_URL',
      'EVIDESK_SMTP_URL',
      'EVIDESK_MAIL_FROM',
    ]);
    expect(problemsOf(wrong).join()).not.toContain('hunter2');
  });
});

describe('isLoopback', () => {
  it.each([
    ['127.0.0.1', true],
    ['127.9.8.7', true],
    ['::1', true],
    ['localhost', true],
    ['0.0.0.0', false],
    ['::', false],
    ['127.0.0.1.example.org', false],
  ])('%s: %s', (host, loopback) => {
    expect(isLoopback(host)).toBe(loopback);
  });
});

describe('configTable', () => {
  it('has a line for every setting', () => {
    const lines = configTable().trim().split('\n');
    expect(lines).toHaveLength(SETTINGS.length + 2);
    expect(lines).toContain('| `PORT` | integer, 0 to 65535 | `3000` | Port to listen on; 0 takes any free one. |');
    expect(lines.find((line) => line.includes('MONGODB_URL'))).toContain('Secret');
  });
});
