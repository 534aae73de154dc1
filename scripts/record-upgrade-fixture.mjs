#!/usr/bin/env node
// `node scripts/record-upgrade-fixture.mjs <folder of a built version> <name>`: lets that version record a desk's month over
// its own API, asks it what it knows, and keeps the data folder and the answers under test/upgrade/<name>, compressed.
// The tests then hold every later version to both. Run it with a released version, once; a fixture never changes.
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const [version, name] = process.argv.slice(2);
if (version === undefined || name === undefined)
  throw new Error('usage: record-upgrade-fixture.mjs <built version> <name>');

const data = mkdtempSync(join(tmpdir(), 'evidesk-fixture-'));
const bin = join(version, 'apps/cli/bin/evidesk.js');
const env = { ...process.env, EVIDESK_DATA: data, PORT: '0', EVIDESK_LOG_LEVEL: 'warn' };
const server = spawn(process.execPath, [bin, 'serve', '--json'], { env, stdio: ['ignore', 'pipe', 'inherit'] });
const url = await new Promise((resolve, reject) => {
  server.stdout.once('data', (text) => resolve(JSON.parse(String(text)).url));
  server.once('exit', () => reject(new Error('the server has ended')));
});

const tokens = new Map();
const tokenOf = (role) => {
  if (!tokens.has(role)) {
    const argv = [bin, 'token', '--role', role, '--sub', `upgrade-${role}`];
    tokens.set(role, execFileSync(process.execPath, argv, { env }).toString().trim());
  }
  return tokens.get(role);
};
let position = '';
async function send(method, role, path, body) {
  const headers = { authorization: `Bearer ${tokenOf(role)}`, 'content-type': 'application/json' };
  if (method === 'GET' && position !== '') headers['evidesk-after'] = position;
  const response = await fetch(url + path, { method, headers, body: body && JSON.stringify(body) });
  const answer = await response.json();
  if (!response.ok) throw new Error(`${method} ${path} ${JSON.stringify(body)}: ${JSON.stringify(answer)}`);
  position = [position, response.headers.get('evidesk-position') ?? ''].sort().at(-1);
  return answer;
}
const post = (role, path, body) => send('POST', role, path, body);
const get = (role, path) => send('GET', role, path);

/** The instant so many minutes behind the beginning of an incident's day: all of it in the month before the recording. */
const now = Date.now();
const clockOf = (n) => {
  const start = now - (27 - (n % 24)) * 86_400_000;
  let minutes = 0;
  return (step = 7) => new Date(start + (minutes += step) * 60_000).toISOString();
};

const CATEGORIES = ['usage_problem', undefined, undefined];
const CHANNELS = ['phone', 'email', 'portal'];
const record = (n, at, more = {}) =>
  post('service_desk', '/v1/incidents', {
    description: `Fault ${n}: 邮件系统无法发送, since this morning`,
    type: 'failure',
    priority: `P${(n % 4) + 1}`,
    source: 'user_report',
    channel: CHANNELS[n % 3],
    discoveredAt: at(0),
    reporter: `Wang Li ${n}`,
    contact: `+86 10 5555 ${String(n).padStart(4, '0')}`,
    reportingUnit: ['总部', 'Plant 2', 'Sales'][n % 3],
    occurredAt: at(1),
    ...more,
  });
const step = (role, id, name, at, body = {}) =>
  post(role, `/v1/incidents/${id}/${name}`, { ...body, occurredAt: at() });
const support = (tier, more) => ({ tier, supporter: `engineer of ${tier}`, diagnosis: 'The queue is full', ...more });
const up = (to) => ({ resolved: false, escalationReason: 'not solvable here', ...(to && { escalateTo: to }) });

async function finish(id, at, n) {
  await step('service_desk', id, 'resolutions', at);
  await step('service_desk', id, 'solutions', at, {
    solution: 'Emptied it',
    handlingProcess: 'By hand',
    cause: 'system',
  });
  if (n % 5 === 4) {
    await step('service_desk', id, 'rejections', at, { reason: 'still broken' });
    return;
  }
  await step('service_desk', id, 'confirmations', at, { evidence: 'Called the user', satisfaction: (n % 5) + 0.5 });
  await step('service_desk', id, 'closures', at, { outcome: 'resolved' });
  if (n % 3 === 0) await step('service_desk', id, 'follow-ups', at, { result: 'The user is content', satisfaction: 5 });
}

async function throughLines(id, at) {
  await step('service_desk', id, 'support-records', at, support('service_desk', up('first_line')));
  await step('l1', id, 'support-records', at, support('l1', up()));
  await step('l2', id, 'support-records', at, support('l2', up()));
}

async function until(reached) {
  for (let tries = 0; tries < 400; tries += 1) {
    if (await reached().catch(() => false)) return;
    await sleep(25);
  }
  throw new Error('it did not come to that');
}

/** Lives of incidents: each takes another way through the desk. */
const LIVES = [
  async (n, at) => {
    const { id } = await record(n, at);
    await step('service_desk', id, 'classification', at, { category: CATEGORIES[n % 3] });
    await step('service_desk', id, 'support-records', at, support('service_desk', { resolved: true }));
    await finish(id, at, n);
  },
  async (n, at) => {
    const { id } = await record(n, at);
    await step('service_desk', id, 'classification', at, { priority: 'P2' });
    await step('service_desk', id, 'priority', at, { priority: 'P1', reason: 'the whole plant stands' });
    await throughLines(id, at);
    await step('l3', id, 'workarounds', at, { description: 'Use the other server' });
    await step('l3', id, 'support-records', at, support('l3', { resolved: true }));
    await finish(id, at, n);
  },
  async (n, at) => {
    const { id } = await record(n, at);
    await step('service_desk', id, 'classification', at);
    await throughLines(id, at);
    await step('l3', id, 'support-records', at, support('l3', { resolved: false, changeNeeded: true }));
    const form = { description: 'Grow the disk', riskAssessment: 'low', rollbackPlan: 'shrink it' };
    const { changeId } = await step('l3', id, 'change-applications', at, form);
    const change = `/v1/changes/${changeId}`;
    await until(() => get('l3', change));
    await post('l3', `${change}/assessments`, { risk: 'low', assessment: 'fine' });
    if (n % 2 === 0) {
      await post('incident_manager', `${change}/rejections`, { reason: 'too dear' });
      await until(async () => (await get('l3', `/v1/incidents/${id}`)).stage === 'third_line');
      return;
    }
    await post('incident_manager', `${change}/approvals`, {});
    await post('l3', `${change}/schedules`, { startsAt: '2026-01-05T20:00:00Z', endsAt: '2026-01-05T22:00:00Z' });
    await post('l3', `${change}/implementations`, { result: 'done' });
    await post('l3', `${change}/closures`, { review: 'went well' });
    await until(async () => (await get('l3', `/v1/incidents/${id}`)).stage === 'resolution');
  },
  async (n, at) => {
    const { id } = await record(n, at);
    await step('service_desk', id, 'classification', at);
    await step('service_desk', id, 'holds', at, { reason: 'user', note: 'asked for the log' });
    await step('service_desk', id, 'resumptions', () => at(180));
    await step('service_desk', id, 'comments', at, { text: 'the log is here' });
    await step('incident_manager', id, 'assignments', at, { group: 'mail', engineer: 'li.na', reason: 'knows it' });
    await step('service_desk', id, 'corrections', at, { changes: { contact: 'wang@example.com' }, reason: 'typo' });
    await step('service_desk', id, 'support-records', at, support('service_desk', { resolved: true }));
    await finish(id, at, n);
  },
  async (n, at) => {
    const { id: first } = await record(n, at, { description: 'The portal is down' });
    const { id } = await record(n, at, { description: 'The portal is down, too' });
    await step('service_desk', id, 'duplicate-marks', at, { of: first });
    if (n % 2 === 0) await step('service_desk', id, 'duplicate-unmarks', at, { reason: 'another server' });
    await step('service_desk', first, 'classification', at);
    await step('incident_manager', first, 'major-declarations', at, { reason: 'the whole company' });
    await step('incident_manager', first, 'escalations', at, { reason: 'urgent', escalateTo: 'second_line' });
  },
  async (n, at) => {
    const { id } = await record(n, at);
    await step('service_desk', id, 'classification', at);
    if (n % 2 === 0) {
      await step('service_desk', id, 'holds', at, { reason: 'supplier', note: 'waits for a part' });
      return;
    }
    await step('service_desk', id, 'support-records', at, support('service_desk', { resolved: true }));
    await step('service_desk', id, 'resolutions', at);
  },
  async (n, at) => {
    const { id } = await record(n, at);
    await step('service_desk', id, 'links', at, { kind: 'problem', target: `PRB-${n}` });
    await step('service_desk', id, 'cancellations', at, { reason: 'solved itself' });
  },
];

async function everything(path, role = 'incident_manager') {
  const items = [];
  let page;
  do {
    const cursor = page === undefined ? '' : `&cursor=${encodeURIComponent(page.next)}`;
    page = await get(role, `${path}${path.includes('?') ? '&' : '?'}limit=200${cursor}`);
    items.push(...page.items);
  } while (page.next !== undefined);
  return items;
}

try {
  for (let n = 0; n < 36; n += 1) await LIVES[n % LIVES.length](n, clockOf(n));
  const incidents = await everything('/v1/incidents');
  const answers = { recordedAt: new Date(now).toISOString(), incidents: {}, histories: {}, changes: {}, kpis: {} };
  for (const { id } of incidents) {
    answers.incidents[id] = await get('incident_manager', `/v1/incidents/${id}`);
    answers.histories[id] = await everything(`/v1/incidents/${id}/history`);
  }
  for (const { id } of await everything('/v1/changes'))
    answers.changes[id] = await get('incident_manager', `/v1/changes/${id}`);
  const month = (ms) => new Date(ms).toISOString().slice(0, 7);
  const periods = [...new Set([month(now - 27 * 86_400_000), month(now)]), String(new Date(now).getUTCFullYear())];
  for (const period of periods)
    for (const dimension of ['', '?dimension=unit', '?dimension=priority', '?dimension=category'])
      answers.kpis[`${period}${dimension}`] = await get('incident_manager', `/v1/reports/kpis/${period}${dimension}`);
  server.kill('SIGTERM');
  await new Promise((resolve) => server.once('exit', resolve));
  const folder = fileURLToPath(new URL(`../test/upgrade/${name}`, import.meta.url));
  mkdirSync(folder, { recursive: true });
  const keep = (file, content) => writeFileSync(join(folder, `${file}.gz`), gzipSync(content, { level: 9 }));
  for (const file of ['events.db', 'views.db']) keep(file, readFileSync(join(data, file)));
  keep('answers.json', JSON.stringify(answers));
  console.log(
    `${incidents.length} incidents, ${Object.values(answers.histories).flat().length} entries of history: ${folder}`,
  );
} finally {
  server.kill('SIGKILL');
  rmSync(data, { recursive: true, force: true });
}
