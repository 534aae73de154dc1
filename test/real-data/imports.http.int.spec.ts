import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ImportsHttpModule, MAPPING_HEADER, toMappingHeader } from '@evidesk/imports';
import { createHttpApp, createLogger, loadConfig, LocalTokens } from '@evidesk/platform';
import { CoreModule, StartUp } from '@evidesk/worker';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

const CSV = [
  'number,state,at,who',
  'A1,New,2016-03-01T10:00:00Z,Li',
  'A1,Closed,2016-03-02T10:00:00Z,Li',
  'A1,New,2016-03-03T10:00:00Z,Li',
  'A2,Lost,2016-03-03T10:00:00Z,王',
].join('\n');
const YAML = `name: small
case: [number]
times: { zone: UTC, formats: [ISO] }
row: { at: '{at}', actor: '{who}' }
incident: { description: d, type: failure, priority: P4, reporter: '{who}', contact: '{who}', source: user_report, channel: phone }
status: { from: '{state}', values: { New: new, Closed: closed } }
closing: { outcome: resolved }
`;

describe('POST /v1/imports', () => {
  let app: NestFastifyApplication;
  let url: string;
  let dataDir: string;
  let token: string;
  let plainToken: string;

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'evidesk-import-http-'));
    const config = loadConfig({ EVIDESK_DATA: dataDir, EVIDESK_LOG_LEVEL: 'silent', PORT: '0' });
    class TestModule {}
    const module = { module: TestModule, imports: [CoreModule.register(config, 'write'), ImportsHttpModule] };
    app = await createHttpApp(module, config, { logger: createLogger({ level: 'silent', name: 'test' }) });
    await app.get(StartUp).run();
    await app.listen({ port: 0, host: '127.0.0.1' });
    url = `${await app.getUrl()}/v1/imports`;
    const tokens = await LocalTokens.open(config.dataDir, config.tokenTtlSeconds);
    token = await tokens.issue({ sub: 'admin', roles: ['importer'] });
    plainToken = await tokens.issue({ sub: 'li', roles: ['service_desk'] });
  });
  afterAll(async () => {
    await app.close();
    await rm(dataDir, { recursive: true, force: true });
  });

  const post = (query: string, body: string | Buffer, headers: Record<string, string> = {}) =>
    fetch(`${url}${query}`, {
      method: 'POST',
      body: typeof body === 'string' ? body : new Uint8Array(body),
      headers: { authorization: `Bearer ${token}`, 'content-type': 'text/csv', ...headers },
    });
  const own = { [MAPPING_HEADER]: toMappingHeader(YAML) };
  const linesOf = async (answer: Response) =>
    (await answer.text())
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);

  const uploads = async () => (await readdir(tmpdir())).filter((name) => name.startsWith('evidesk-import-upload-'));

  it('answers with the rejected rows and, at last, the summary', async () => {
    const answer = await post('', CSV, own);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('application/x-ndjson; charset=utf-8');
    const lines = await linesOf(answer);
    expect(lines.at(-1)).toEqual({ rows: 4, incidents: 1, events: expect.any(Number), rejected: 2 });
    expect(lines.filter((line) => 'code' in line)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ line: 4, case: 'A1', code: 'incident.closed' }),
        expect.objectContaining({ line: 5, case: 'A2', code: 'import.unknown-status' }),
      ]),
    );
  });

  it('takes a gzipped file, more than a JSON body may have, and leaves nothing behind', async () => {
    const filler = Array.from({ length: 40_000 }, (_, n) => `,New,2016-03-01T10:00:00Z,${n}`).join('\n');
    const answer = await post('', gzipSync(`${CSV}\n${filler}`, { level: 0 }), {
      ...own,
      'content-type': 'application/gzip',
    });
    expect((await linesOf(answer)).at(-1)).toEqual({ rows: 40_004, incidents: 0, events: 0, rejected: 40_002 });
    for (let wait = 0; (await uploads()).length > 0 && wait < 50; wait += 1) await sleep(50);
    expect(await uploads()).toEqual([]);
  });

  it('says in a line what made an import end early', async () => {
    const answer = await post('?mapping=servicenow', CSV);
    expect(await linesOf(answer)).toEqual([
      { error: { code: 'import.missing-columns', detail: expect.stringContaining('closed_at') } },
    ]);
  });

  it.each<[string, string, Record<string, string>, number, string]>([
    ['no mapping', '', {}, 400, 'request.invalid'],
    ['an unknown mapping', '?mapping=jira', {}, 404, 'import.unknown-mapping'],
    ['a broken mapping', '', { [MAPPING_HEADER]: toMappingHeader('name: X') }, 400, 'import.bad-mapping'],
    ['a mapping that is no gzip', '', { [MAPPING_HEADER]: 'hello' }, 400, 'import.bad-mapping'],
    ['an unknown zone', '?mapping=servicenow&zone=Mars', {}, 400, 'request.invalid'],
    ['JSON', '?mapping=servicenow', { 'content-type': 'application/json' }, 415, 'request.media-type'],
  ])('refuses %s', async (_what, query, headers, status, code) => {
    const answer = await post(query, 'content-type' in headers ? '{}' : CSV, headers);
    expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([status, code]);
  });

  it('is for importers only', async () => {
    const answer = await post('?mapping=servicenow', CSV, { authorization: `Bearer ${plainToken}` });
    expect(answer.status).toBe(403);
  });

  it('is described', async () => {
    const document = (await (await fetch(new URL('/openapi.json', url))).json()) as { paths: Record<string, unknown> };
    expect(Object.keys(document.paths)).toContain('/v1/imports');
  });
});
