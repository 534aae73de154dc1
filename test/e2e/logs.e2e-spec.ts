import { createLogger, type Logger } from '@evidesk/platform';
import { incidentBody, openDesk, type TestDesk } from '../support/desk.js';

/** What no line of a log may hold: it is in every request below. */
const PERSONAL = ['Zhuge Liang', '+86 10 7777 4242', 'kongming@example.com', 'my password is swordfish'];
const COOKIE = 'S3cr3tCookie';
const KEY = 'k3y-of-idempotence';
/** Beginnings of API keys and of tokens, and what requests bring along. */
const SECRETS = ['evk_', 'eyJ', COOKIE, KEY];
const CODES = [400, 401, 403, 404, 409, 413, 415, 422];

describe('the log of a running desk', () => {
  let desk: TestDesk;
  const lines: string[] = [];

  beforeAll(async () => {
    const logger: Logger = createLogger(
      { level: 'trace', name: 'test' },
      { write: (line: string) => void lines.push(line) },
    );
    desk = await openDesk({ EVIDESK_LOG_LEVEL: 'trace', EVIDESK_BODY_LIMIT: '4096' }, logger);
    await driveIt(desk);
  }, 60_000);
  afterAll(() => desk.close());

  const requests = () => lines.map((line) => JSON.parse(line)).filter((line) => /^request/.test(String(line['msg'])));

  it('S4-59 holds no secret and nothing personal, whether requests are good or bad', () => {
    const held = lines.filter((line) => [...PERSONAL, ...SECRETS].some((word) => line.includes(word)));
    expect(held).toEqual([]);
    expect(lines.length).toBeGreaterThan(20);
  });

  it('has seen good requests and every kind of bad one', () => {
    const seen = new Set(requests().map(({ status }) => Number(status)));
    expect([200, 201, ...CODES].filter((status) => !seen.has(status))).toEqual([]);
  });

  it('has the correlation id of its request on every line that is of one', () => {
    const of = requests();
    expect(of.filter(({ correlationId }) => typeof correlationId !== 'string' || correlationId === 'none')).toEqual([]);
    expect(of.some(({ correlationId }) => correlationId === 'follow-me')).toBe(true);
  });
});

/** Good requests and bad ones, each with what must not be logged. */
async function driveIt(desk: TestDesk): Promise<void> {
  const staff = await desk.as('service_desk');
  const [reporter, contact, , description] = PERSONAL as [string, string, string, string];
  const secret = {
    cookie: `session=${COOKIE}`,
    'idempotency-key': KEY,
    'x-correlation-id': 'follow-me',
  };
  const body = incidentBody({ reporter, contact, description });
  const { body: recorded } = await staff.post('/v1/incidents', body, secret).expect(201);
  const id = recorded.id as string;
  const other = incidentBody({ reporter, contact, description: `${description}!` });
  await staff.post('/v1/incidents', other, secret).expect(422);
  await staff.get(`/v1/incidents/${id}`).expect(200);
  await staff.get(`/v1/queues?engineer=${encodeURIComponent(reporter)}`).expect(200);
  await staff.get(`/v1/queues?colour=${encodeURIComponent(reporter)}`).expect(400);
  await staff.post('/v1/incidents', { ...body, reporter: 7, contact, surprise: description }).expect(400);
  await staff
    .post('/v1/incidents', undefined, { 'content-type': 'application/json' })
    .send(`{"reporter":"${reporter}",`);
  await staff.post('/v1/incidents', undefined, { 'content-type': 'text/x' }).send(description).expect(415);
  await staff.post('/v1/incidents', { ...body, description: description.repeat(400) }).expect(413);
  await staff.post(`/v1/incidents/${id}/closures`, { outcome: 'solved', feedback: description }).expect(409);
  await staff.post(`/v1/incidents/${id}/comments`, { text: `${description} ${PERSONAL[2]}` });
  await staff.get(`/v1/nothing/${encodeURIComponent('x')}?who=${encodeURIComponent(reporter)}`).expect(404);
  await desk.asNobody().post('/v1/incidents', body).expect(401);
  await desk
    .asNobody()
    .get('/v1/queues')
    .set('authorization', `Bearer evk_${'A'.repeat(43)}`)
    .expect(401);
  await (await desk.asPerson('someone')).post(`/v1/incidents/${id}/closures`, { outcome: description }).expect(403);
  const admin = await desk.as('process_admin');
  await admin.post('/v1/api-keys', { name: 'board', roles: ['monitor'] }).expect(201);
}
