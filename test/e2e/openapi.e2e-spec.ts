import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { LocalTokens } from '@evidesk/platform';
import openapiTS, { astToString } from 'openapi-typescript';
import ts from 'typescript';
import { incidentBody, openDesk, type TestDesk } from '../support/desk.js';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));
const require = createRequire(import.meta.url);

/** What somebody writes who has generated a client: every line of it is held to the description. */
const CLIENT = `
import createClient from 'openapi-fetch';
import type { paths } from './schema.js';

const [baseUrl = '', token = '', body = '{}'] = process.argv.slice(2);
const client = createClient<paths>({ baseUrl, headers: { authorization: \`Bearer \${token}\` } });

const recorded = await client.POST('/v1/incidents', {
  params: { header: { 'Idempotency-Key': 'typed-client' } },
  body: JSON.parse(body) as paths['/v1/incidents']['post']['requestBody']['content']['application/json'],
});
if (recorded.data === undefined) throw new Error(recorded.error.code);
const { id, number, position } = recorded.data;
const after = { header: { 'Evidesk-After': position } };
const details = await client.GET('/v1/incidents/{id}', { params: { path: { id }, ...after } });
const stage: string | undefined = details.data?.stage;
const list = await client.GET('/v1/incidents', { params: { query: { limit: 1, fields: 'number' }, ...after } });
const first: string | undefined = list.data?.items[0]?.number;
const refused = await client.POST('/v1/incidents/{id}/closures', { params: { path: { id } }, body: { outcome: 'resolved' } });
const code: string | undefined = refused.error?.code;

export const mistakes = () => [
  // @ts-expect-error there is no such route
  client.GET('/v1/nowhere'),
  // @ts-expect-error the limit is a number
  client.GET('/v1/incidents', { params: { query: { limit: 'many' } } }),
  // @ts-expect-error a comment has a text
  client.POST('/v1/incidents/{id}/comments', { params: { path: { id } }, body: { words: 'x' } }),
];
console.log(JSON.stringify({ number, stage, first, code }));
`;

describe('the description of the API', () => {
  let desk: TestDesk;
  let folder: string;
  let file: string;

  beforeAll(async () => {
    desk = await openDesk();
    // Below node_modules, so that the client finds its package.
    const cache = join(root, 'node_modules/.cache');
    await mkdir(cache, { recursive: true });
    folder = await mkdtemp(join(cache, 'evidesk-openapi-'));
    file = join(folder, 'openapi.json');
    const response = await fetch(`${desk.server.url}/openapi.json`);
    await writeFile(file, await response.text());
  }, 60_000);

  afterAll(async () => {
    await desk.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('is OpenAPI 3.1 without a warning of Spectral', async () => {
    const spectral = join(dirname(require.resolve('@stoplight/spectral-cli/package.json')), 'dist/index.js');
    const args = [spectral, 'lint', '--ruleset', join(root, '.spectral.yaml'), '--fail-severity', 'warn', file];
    const { stdout } = await run(process.execPath, args).catch((error: unknown) => {
      throw new Error((error as { readonly stdout?: string }).stdout ?? String(error));
    });
    expect(stdout).toContain('No results with a severity');
  }, 120_000);

  it('says of answers what the routes return (npm run docs writes it)', async () => {
    await run(process.execPath, [join(root, 'scripts/answers.mjs'), '--check']);
  }, 300_000);

  it('says what every route answers', async () => {
    const { paths } = (await (await fetch(`${desk.server.url}/openapi.json`)).json()) as {
      paths: Record<string, Record<string, { responses: Record<string, { content?: object }> }>>;
    };
    const silent = Object.entries(paths).flatMap(([path, operations]) =>
      Object.entries(operations).flatMap(([method, { responses }]) => {
        const success = Object.keys(responses).find((status) => status.startsWith('2')) ?? '';
        return Object.keys(responses[success]?.content ?? {}).length > 0 ? [] : [`${method} ${path}`];
      }),
    );
    expect(silent).toEqual([]);
  });

  it('makes a typed client that works, and that does not compile when it is used wrongly', async () => {
    const description = JSON.parse(ts.sys.readFile(file) ?? '');
    await writeFile(join(folder, 'schema.ts'), astToString(await openapiTS(description)));
    await writeFile(join(folder, 'client.ts'), CLIENT);
    await writeFile(join(folder, 'package.json'), '{"type":"module"}');
    const program = ts.createProgram([join(folder, 'client.ts')], {
      strict: true,
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.NodeNext,
      moduleResolution: ts.ModuleResolutionKind.NodeNext,
      skipLibCheck: true,
      types: ['node'],
      typeRoots: [join(root, 'node_modules/@types')],
      lib: ['lib.es2023.d.ts', 'lib.dom.d.ts'],
    });
    const { emitSkipped } = program.emit();
    const found = ts
      .getPreEmitDiagnostics(program)
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
    expect([found, emitSkipped]).toEqual([[], false]);
    const tokens = await LocalTokens.open(desk.config.dataDir, 600);
    const token = await tokens.issue({ sub: 'typed', roles: ['service_desk'] });
    const { stdout } = await run(process.execPath, [
      join(folder, 'client.js'),
      desk.server.url,
      token,
      JSON.stringify(incidentBody()),
    ]);
    const said = JSON.parse(stdout);
    expect(said).toEqual({
      number: expect.stringMatching(/^INC-/),
      stage: 'classification',
      first: said.number,
      code: 'incident.illegal-transition',
    });
  }, 120_000);
});
