import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { MailServer } from '../../libs/notifications/testing/mail-server.js';
import { type Client, incidentBody, openDesk, type TestDesk } from '../support/desk.js';

let desk: TestDesk;
let mail: MailServer;
let dataDir: string;
let agent: Client;
let engineer: Client;
let manager: Client;

beforeAll(async () => {
  mail = await new MailServer().up();
  dataDir = await mkdtemp(join(tmpdir(), 'evidesk-notifications-'));
  await writeFile(
    join(dataDir, 'directory.yaml'),
    `locale: en
people:
  - { id: test-l2, name: Han Mei, email: han@example.com }
roles:
  incident_manager: { email: manager@example.com }
`,
  );
  desk = await openDesk({
    EVIDESK_DATA: dataDir,
    EVIDESK_SMTP_URL: mail.url,
    EVIDESK_MAIL_FROM: 'Service desk <desk@example.com>',
    EVIDESK_PUBLIC_URL: 'https://desk.example.com',
  });
  [agent, engineer, manager] = await Promise.all([desk.as('service_desk'), desk.as('l2'), desk.as('incident_manager')]);
});
afterAll(async () => {
  await desk.close();
  await mail.down();
  await rm(dataDir, { recursive: true, force: true });
});

/** Asks until the answer is as wanted; notifications come by themselves, a little later. */
async function until<Answer>(ask: () => Promise<Answer>, wanted: (answer: Answer) => boolean): Promise<Answer> {
  for (let tries = 0; ; tries += 1) {
    const answer = await ask();
    if (wanted(answer) || tries === 100) return answer;
    await sleep(100);
  }
}
interface Shown {
  readonly id: string;
  readonly occasion: string;
  readonly channel: string;
  readonly status: string;
  readonly subject: string;
  readonly lastError?: string;
}
const listed = (client: Client, query = '') =>
  client
    .get(`/v1/notifications${query}`)
    .expect(200)
    .then(({ body }) => body.items as readonly Shown[]);

async function record(changes: object = {}): Promise<string> {
  const { body } = await agent.post('/v1/incidents', incidentBody(changes)).expect(201);
  return body.id as string;
}

describe('Notifications', () => {
  it('S4-52 S2-20 an engineer is told by e-mail and by a to-do, and ticks it off', async () => {
    const id = await record();
    await agent.post(`/v1/incidents/${id}/assignments`, { engineer: 'test-l2', reason: 'knows it' }).expect(200);
    const [toDo] = await until(
      () => listed(engineer),
      (items) => items.length > 0,
    );
    expect(toDo).toMatchObject({ occasion: 'assigned', channel: 'in_app', status: 'delivered' });
    expect(toDo?.subject).toMatch(/^Assigned to you: /);

    const mails = () => mail.received.filter(({ to }) => to.includes('han@example.com'));
    await until(
      async () => mails().length,
      (count) => count > 0,
    );
    expect(mails()).toHaveLength(1);
    expect(mails()[0]?.text).toContain('Why: knows it');

    const refused = await agent.post(`/v1/notifications/${toDo?.id ?? ''}/acknowledgements`, {}).expect(403);
    expect(refused.body.type).toMatch(/notification\.not-yours$/);
    await engineer.post(`/v1/notifications/${toDo?.id ?? ''}/acknowledgements`, {}).expect(200);
    expect(await listed(engineer)).toEqual([]);
    expect(await listed(engineer, '?own=acknowledged')).toMatchObject([{ id: toDo?.id, acknowledgedBy: 'test-l2' }]);
  });

  it('S1-06 S0-30 the incident manager is told of an escalation up the hierarchy, by the mailbox of the role', async () => {
    const id = await record();
    await agent.post(`/v1/incidents/${id}/classification`, { category: 'upgrade_problem' }).expect(200);
    await agent.post(`/v1/incidents/${id}/escalations`, { kind: 'hierarchical', reason: 'the bank waits' }).expect(200);
    const toDos = await until(
      () => listed(manager),
      (items) => items.some(({ occasion }) => occasion === 'escalated_to_management'),
    );
    expect(toDos.map(({ occasion }) => occasion)).toContain('escalated_to_management');
    const got = await until(
      async () => mail.received.find(({ to }) => to.includes('manager@example.com')),
      (found) => found !== undefined,
    );
    expect(got?.subject).toContain('Needs your attention');
  });

  it('S1-40 S4-52 a reporter who can not be reached is a dead letter that is seen, and tried again', async () => {
    const id = await record({ contact: '+86 10 5555 0101' });
    const dead = await until(
      () => listed(manager, `?incident=${id}`),
      (items) => items.some(({ status }) => status === 'dead_lettered'),
    );
    expect(dead).toMatchObject([
      { occasion: 'recorded', channel: 'email', lastError: 'the contact of the reporter holds no mail address' },
    ]);
    const notification = dead[0]?.id ?? '';
    expect((await listed(manager, '?status=dead_lettered')).map((each) => each.id)).toContain(notification);
    await agent.post(`/v1/notifications/${notification}/retries`, {}).expect(403);
    await manager.post(`/v1/notifications/${notification}/retries`, {}).expect(200);
    const again = await until(
      () => manager.get(`/v1/notifications?incident=${id}`).then(({ body }) => body.items[0]),
      ({ attempts, status }) => attempts === 2 && status === 'dead_lettered',
    );
    expect(again).toMatchObject({ attempts: 2, status: 'dead_lettered' });
  });

  it('S1-40 a reporter is written to at the address that he left', async () => {
    await record({ contact: 'wang@example.org' });
    const got = await until(
      async () => mail.received.find(({ to }) => to.includes('wang@example.org')),
      (found) => found !== undefined,
    );
    expect(got?.subject).toMatch(/^\[INC-\d{6}-\d{6}\] We have your report$/);
    expect(got?.text).toContain('https://desk.example.com/v1/incidents/INC-');
  });

  it("S4-52 everybody's notifications are not for everybody, and one's own are", async () => {
    const person = await desk.asPerson('somebody');
    expect(await listed(person)).toEqual([]);
    const { body } = await person.get('/v1/notifications?status=delivered').expect(403);
    expect(body).toMatchObject({ permission: 'ReadAllNotifications' });
    await engineer.get('/v1/notifications?status=lost').expect(400);
    await engineer.post('/v1/notifications/0190163d-8694-739b-aea5-966c26f8ad91/acknowledgements', {}).expect(404);
  });
});
