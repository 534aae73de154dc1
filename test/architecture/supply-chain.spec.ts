import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));

describe('what runs in production', () => {
  it('has licences that may be used, all listed in docs/licences.md (npm run docs writes it)', async () => {
    await run(process.execPath, [join(root, 'scripts/licences.mjs'), '--check']);
  });

  it('has a bill of materials (CycloneDX)', async () => {
    const { stdout } = await run(process.execPath, [join(root, 'scripts/sbom.mjs')], { maxBuffer: 64 * 1024 * 1024 });
    const { bomFormat, components } = JSON.parse(stdout) as {
      bomFormat: string;
      components: { name: string; scope?: string; hashes?: object[]; licenses?: object[] }[];
    };
    expect(bomFormat).toBe('CycloneDX');
    const names = components.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['fastify', 'jose', 'better-sqlite3']));
    expect(names).not.toContain('jest');
    expect(components.find(({ name }) => name === 'fastify')).toMatchObject({
      hashes: [expect.anything()],
      licenses: [expect.anything()],
    });
  }, 120_000);
});

describe('npm run audit', () => {
  let registry: Server;
  let answer: { readonly status: number; readonly body: object };

  beforeAll(async () => {
    registry = createServer((request, response) => {
      request.resume();
      // After the advisories npm asks what versions there are of the packages concerned.
      const name = decodeURIComponent((request.url ?? '/').slice(1));
      const body = request.method === 'GET' ? { name, 'dist-tags': {}, versions: {} } : answer.body;
      response.writeHead(answer.status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
    registry.listen(0, '127.0.0.1');
    await once(registry, 'listening');
  });

  afterAll(() => registry.close());

  const audit = async () => {
    const url = `http://127.0.0.1:${(registry.address() as AddressInfo).port}/`;
    const child = spawn(process.execPath, [join(root, 'scripts/audit.mjs')], {
      cwd: root,
      env: { ...process.env, npm_config_registry: url },
    });
    let said = '';
    child.stdout.on('data', (chunk) => (said += String(chunk)));
    const [code] = (await once(child, 'close')) as [number];
    return { code, said };
  };

  it('tells nothing known, something known, and no answer apart', async () => {
    answer = { status: 200, body: {} };
    expect(await audit()).toEqual({ code: 0, said: 'no known vulnerabilities in production\n' });
    const advisory = {
      id: 1,
      url: 'https://example.com/1',
      title: 'It answers too well',
      severity: 'moderate',
      vulnerable_versions: '*',
      cwe: [],
      cvss: { score: 5, vectorString: null },
    };
    answer = { status: 200, body: { fastify: [advisory] } };
    const found = await audit();
    expect([found.code, found.said]).toEqual([1, expect.stringMatching(/moderate: fastify .*It answers too well/)]);
    answer = { status: 503, body: {} };
    const silent = await audit();
    expect([silent.code, silent.said]).toEqual([3, expect.stringContaining('no answer from the registry')]);
  }, 180_000);
});
