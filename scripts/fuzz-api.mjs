#!/usr/bin/env node
// Holds a running desk to its own description: schemathesis makes up requests, good and bad, and looks for answers that
// are server errors, undocumented, or of another shape. `node scripts/fuzz-api.mjs [examples a route, by default 10]`.
// Needs Python 3.10 or newer and a package registry; without them it is skipped by name (exit code 3).
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const VERSION = '4.32.5';
const SKIPPED = 3;
const STARTS_WITHIN_MS = 60_000;
const ROLES = 'end_user,service_desk,l1,l2,l3,incident_manager,qc,process_admin,auditor,monitor,mail_gateway,importer';
/** Streams without end, and what schemathesis can not write: a mail. */
const EXCLUDED = ['/v1/events', '/v1/queues/{queue}/events', '/v1/system/runners/events', '/v1/inbound/email'];
const CHECKS = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_schema_conformance',
];
/**
 * A position that was not reached is a 503 that was asked for: requests get one that every view has reached. What is
 * asked of incidents is asked of one that there is.
 */
const settings = (incident) => `[parameters]
"header.Evidesk-After" = "0000000000000000"

[[operations]]
include-path-regex = "^/v1/incidents/{id}"
parameters = { "path.id" = "${incident}" }
`;
/** What is asked to be left out is not there, whatever the schema of the whole says: that has tests of its own. */
const HOOKS = `import schemathesis

@schemathesis.hook
def map_query(context, query):
    if query:
        query.pop("fields", None)
    return query
`;
const INCIDENT = {
  description: 'Mail can not be sent since this morning',
  type: 'failure',
  priority: 'P3',
  source: 'user_report',
  channel: 'phone',
  discoveredAt: '2026-01-05T01:00:00Z',
  reporter: 'Wang Li',
  contact: '+86 10 5555 0101',
};

const root = fileURLToPath(new URL('..', import.meta.url));
const cli = join(root, 'apps/cli/bin/evidesk.js');
const examples = Number(process.argv[2] ?? 10);
if (!Number.isInteger(examples) || examples < 1) throw new Error('how many examples? a whole number from 1');

const schemathesis = install();
process.exitCode = schemathesis === undefined ? SKIPPED : await fuzz(schemathesis);

/** The program, in an environment of its own that is kept; or why it can not be had. */
function install() {
  const python = ['python3', 'python'].find(
    (name) => spawnSync(name, ['-c', 'import sys, venv; sys.exit(sys.version_info < (3, 10))']).status === 0,
  );
  if (python === undefined) return skip('there is no Python 3.10 or newer with venv');
  const folder = join(root, 'node_modules/.cache', `schemathesis-${VERSION}`);
  const program = join(folder, process.platform === 'win32' ? 'Scripts/schemathesis.exe' : 'bin/schemathesis');
  if (existsSync(program)) return program;
  const pip = join(folder, process.platform === 'win32' ? 'Scripts/pip.exe' : 'bin/pip');
  const made = spawnSync(python, ['-m', 'venv', folder], { stdio: 'inherit' });
  if (made.status !== 0) return skip('Python can not make an environment');
  const installed = spawnSync(pip, ['install', '--quiet', '--disable-pip-version-check', `schemathesis==${VERSION}`], {
    stdio: 'inherit',
  });
  return installed.status === 0 ? program : skip('schemathesis can not be installed');
}

function skip(why) {
  console.log(`SKIPPED: the API is not fuzzed, ${why}`);
  return undefined;
}

async function fuzz(program) {
  const data = await mkdtemp(join(tmpdir(), 'evidesk-fuzz-'));
  const env = { ...process.env, EVIDESK_DATA: data, PORT: '0', EVIDESK_LOG_LEVEL: 'error' };
  const server = spawn(process.execPath, [cli, 'serve'], { env, stdio: ['ignore', 'ignore', 'inherit'] });
  try {
    const url = await ready(data);
    const { stdout: token } = spawnSync(process.execPath, [cli, 'token', '--role', ROLES], { env, encoding: 'utf8' });
    const authorization = `Bearer ${token.trim()}`;
    const file = join(data, 'schemathesis.toml');
    await writeFile(file, settings(await record(url, authorization)));
    const hooks = join(data, 'hooks.py');
    await writeFile(hooks, HOOKS);
    const args = ['--config-file', file, 'run', `${url}/openapi.json`, '--no-color', '--seed', '1'];
    args.push('--phases', 'fuzzing', '--max-examples', String(examples), '--checks', CHECKS.join(','));
    args.push('--continue-on-failure', '--request-timeout', '30', '--header', `Authorization: ${authorization}`);
    for (const path of EXCLUDED) args.push('--exclude-path', path);
    const run = spawn(program, args, {
      cwd: data,
      stdio: 'inherit',
      env: { ...process.env, SCHEMATHESIS_HOOKS: hooks },
    });
    const [code] = await once(run, 'close');
    return code === 0 ? 0 : 1;
  } finally {
    if (server.exitCode === null) {
      server.kill('SIGTERM');
      await once(server, 'close');
    }
    await rm(data, { recursive: true, force: true });
  }
}

async function record(url, authorization) {
  const headers = { authorization, 'content-type': 'application/json' };
  const response = await fetch(`${url}/v1/incidents`, { method: 'POST', headers, body: JSON.stringify(INCIDENT) });
  if (response.status !== 201) throw new Error(`no incident: ${await response.text()}`);
  return (await response.json()).id;
}

/** Where the server listens, once it can do its work. */
async function ready(data) {
  const until = Date.now() + STARTS_WITHIN_MS;
  for (;;) {
    try {
      const { url } = JSON.parse(await readFile(join(data, 'server.json'), 'utf8'));
      if ((await fetch(`${url}/health/ready`)).ok) return url;
    } catch (error) {
      if (Date.now() > until) throw new Error('the server did not start', { cause: error });
    }
    if (Date.now() > until) throw new Error('the server is not ready');
    await sleep(200);
  }
}
