import type { DirectoryFile } from '@evidesk/directory';
import type { NotificationRule } from '@evidesk/profiles';
import { Webhook } from 'standardwebhooks';
import { HookServer } from '../../testing/hook-server.js';
import { MailServer } from '../../testing/mail-server.js';
import { type DeskSettings, NotificationDesk, recorded, SECRET } from '../../testing/notification-desk.js';

const MINUTE = 60_000;
const DAY = 1_440 * MINUTE;
const closed = { type: 'incident.closed', data: { outcome: 'resolved', successful: true, counted: true } };
const byMail: NotificationRule[] = [{ on: 'closed', to: ['reporter'], channels: ['email'] }];
const byHook: NotificationRule[] = [{ on: 'closed', to: [], channels: ['webhook'] }];
const people: DirectoryFile['people'] = [{ id: 'wang', name: 'Wang Li', email: 'wang@example.com' }];

let mail: MailServer;
let hook: HookServer;
beforeEach(async () => {
  [mail, hook] = await Promise.all([new MailServer().up(), new HookServer().up()]);
});
afterEach(() => Promise.all([mail.down(), hook.down()]));

const mailDesk = (settings: DeskSettings = {}) =>
  NotificationDesk.open({ smtpUrl: mail.url, rules: byMail, directory: { people }, ...settings });
const hookDesk = (settings: DeskSettings = {}) =>
  NotificationDesk.open({
    rules: byHook,
    directory: { webhooks: [{ name: 'chat', url: hook.url, secretEnv: 'CHAT' }] },
    ...settings,
  });
/** The id of the notification that there is. */
async function theOnly(desk: NotificationDesk): Promise<string> {
  const [event] = await desk.events();
  return event?.stream.slice('notification-'.length) ?? '';
}
const lastOf = async (desk: NotificationDesk) => (await desk.events()).at(-1)?.data;

describe('E-mail', () => {
  it('S1-40 S4-52 tells the reporter that the incident is closed, once', async () => {
    const desk = await mailDesk({ publicUrl: 'https://desk.example.com/portal' });
    await desk.happens('i-1', [recorded(), closed]);
    expect(await desk.course()).toEqual(['requested', 'delivered']);
    expect(mail.received).toHaveLength(1);
    const [got] = mail.received;
    expect(got).toMatchObject({
      from: 'desk@example.com',
      to: ['wang@example.com'],
      subject: '[INC-202611-000001] Your report is closed',
    });
    expect(got?.text).toContain('Outcome: Resolved');
    expect(got?.text).toContain('https://desk.example.com/portal/v1/incidents/INC-202611-000001');
    expect(got?.html).toContain('<a href="https://desk.example.com/portal/v1/incidents/INC-202611-000001">');
  });

  it('S4-52 makes one thread of an incident and asks for no automatic answer (RFC 3834)', async () => {
    const rules: NotificationRule[] = [...byMail, { on: 'recorded', to: ['reporter'], channels: ['email'] }];
    const desk = await mailDesk({ rules });
    await desk.happens('i-1', [recorded(), closed]);
    const headers = mail.received.map((got) => got.headers);
    expect(headers.map((each) => each.get('references'))).toEqual(Array(2).fill('<incident-i-1@evidesk>'));
    expect(headers.map((each) => each.get('in-reply-to'))).toEqual(Array(2).fill('<incident-i-1@evidesk>'));
    expect(headers.map((each) => each.get('auto-submitted'))).toEqual(Array(2).fill('auto-generated'));
    expect(new Set(headers.map((each) => each.get('message-id'))).size).toBe(2);
  });

  it('S4-52 writes in the language of the one who is told, and lets no markup through', async () => {
    const desk = await mailDesk({ directory: { people: [{ ...people[0]!, locale: 'zh-CN' }] } });
    await desk.happens('i-1', [recorded({ title: '<b>邮件</b> & "co"' }), closed]);
    const [got] = mail.received;
    expect(got?.subject).toBe('[INC-202611-000001] 您的报告已关闭');
    expect(got?.text).toContain('结果：已解决');
    expect(got?.html).toContain('&lt;b&gt;邮件&lt;/b&gt; &amp; &quot;co&quot;');
    expect(got?.html).not.toContain('<b>');
  });

  it('S1-40 reaches a reporter whom the directory does not know by the contact of the incident', async () => {
    const desk = await mailDesk({ directory: {}, contacts: { 'i-1': 'Li <li@example.org>, 138 0000 0000' } });
    await desk.happens('i-1', [recorded({ reporterId: undefined }), closed]);
    expect(mail.received.map(({ to }) => to)).toEqual([['li@example.org']]);
  });

  it('S4-52 tries again after the mail server was down, and tells once', async () => {
    const desk = await mailDesk();
    await mail.down();
    await desk.happens('i-1', [recorded(), closed]);
    expect(await lastOf(desk)).toMatchObject({
      attempt: 1,
      error: 'the mail server could not be reached (ESOCKET)',
      retryAt: expect.stringMatching(/^2026-11-16T02:00:(2[4-9]|3[0-6])/),
    });
    await mail.up();
    await desk.wait(MINUTE);
    expect(await desk.course()).toEqual(['requested', 'attempt-failed', 'delivered']);
    expect(mail.received).toHaveLength(1);
    await desk.wait(DAY);
    expect(mail.received).toHaveLength(1);
  });

  it('S4-52 gives up after eight attempts in about a day, visibly, until somebody has it tried again', async () => {
    const desk = await mailDesk();
    await mail.down();
    await desk.happens('i-1', [recorded(), closed]);
    for (let tries = 0; tries < 10; tries += 1) await desk.wait(DAY);
    expect(await desk.course()).toEqual(['requested', ...Array<string>(7).fill('attempt-failed'), 'dead-lettered']);
    expect(await lastOf(desk)).toMatchObject({ attempts: 8, reason: 'exhausted' });
    expect(desk.log).toHaveLength(8);
    await mail.up();
    await desk.manages(await theOnly(desk), 'RetryNotification', { id: 'li', roles: ['process_admin'] });
    expect(await desk.course()).toEqual(expect.arrayContaining(['retried', 'delivered']));
    expect(await lastOf(desk)).toMatchObject({ attempt: 9 });
    expect(mail.received).toHaveLength(1);
  });

  it('S4-52 gives up at once when the server refuses the recipient for good, and keeps no address', async () => {
    const desk = await mailDesk();
    mail.answer = (address) => ({ code: 550, message: `no such user <${address}>` });
    await desk.happens('i-1', [recorded(), closed]);
    expect(await desk.course()).toEqual(['requested', 'dead-lettered']);
    expect(await lastOf(desk)).toEqual({
      attempts: 1,
      error: 'the mail server answered RCPT TO with: 550 no such user <(address)>',
      reason: 'refused',
    });
    expect(JSON.stringify(await desk.events())).not.toContain('example.com');
    expect(JSON.stringify(desk.log)).toContain('answered RCPT TO with: 550"');
    expect(JSON.stringify(desk.log)).not.toMatch(/example\.com|no such user/);
  });

  it('S4-52 tries again when the server refuses for now', async () => {
    const desk = await mailDesk();
    mail.answer = () => ({ code: 451, message: 'greylisted' });
    await desk.happens('i-1', [recorded(), closed]);
    mail.answer = () => undefined;
    await desk.wait(MINUTE);
    expect(await desk.course()).toEqual(['requested', 'attempt-failed', 'delivered']);
  });

  it('S4-52 tries again when the password is wrong: that is put right', async () => {
    await mail.down();
    mail.credentials = { user: 'desk', pass: 'right' };
    await mail.up();
    const desk = await mailDesk({ smtpUrl: mail.url.replace('//', '//desk:wrong@') });
    await desk.happens('i-1', [recorded(), closed]);
    expect(await lastOf(desk)).toMatchObject({ attempt: 1, error: expect.stringContaining('535') });
    expect(JSON.stringify([await desk.events(), desk.log])).not.toContain('wrong');
    const right = await mailDesk({ smtpUrl: mail.url.replace('//', '//desk:right@') });
    await right.happens('i-1', [recorded(), closed]);
    expect(mail.received).toHaveLength(1);
  });

  it('S4-52 S1-40 shows that there is no address', async () => {
    const desk = await mailDesk({ directory: {}, contacts: { 'i-1': '138 0000 0000' } });
    await desk.happens('i-1', [recorded(), closed]);
    expect(await lastOf(desk)).toEqual({
      attempts: 1,
      error: 'the contact of the reporter holds no mail address',
      reason: 'no_address',
    });
  });

  it('S4-52 waits for the record of the incident, where that is behind', async () => {
    const desk = await mailDesk({ directory: {}, contacts: {} });
    await desk.happens('i-1', [recorded(), closed]);
    expect(await lastOf(desk)).toMatchObject({ error: 'the record of the incident is not at hand yet' });
  });

  it('S4-52 writes to a role and a group by their mailbox, or else to their members', async () => {
    const directory: DirectoryFile = {
      groups: [{ code: 'mail', email: 'mail-team@example.com' }],
      people: [
        { id: 'a', name: 'A', email: 'a@example.com', roles: ['incident_manager'] },
        { id: 'b', name: 'B', email: 'b@example.com', roles: ['incident_manager'] },
        { id: 'c', name: 'C', roles: ['incident_manager'] },
      ],
    };
    const rules: NotificationRule[] = [{ on: 'closed', to: ['owner', 'incident_manager'], channels: ['email'] }];
    const desk = await mailDesk({ directory, rules });
    const assigned = { type: 'incident.assigned', data: { from: {}, to: { group: 'mail' }, reason: 'theirs' } };
    await desk.happens('i-1', [recorded(), assigned, closed]);
    expect(mail.received.map(({ to }) => to)).toEqual([['mail-team@example.com'], ['a@example.com', 'b@example.com']]);
  });

  it('S4-52 says it the same way when it is sent twice: after a crash between sending and recording', async () => {
    const desk = await mailDesk();
    await mail.down();
    await desk.happens('i-1', [recorded(), closed]);
    await mail.up();
    const id = await theOnly(desk);
    const crash = async () => {
      const append = desk.store.append;
      desk.store.append = () => Promise.reject(new Error('killed'));
      const attempt = desk.send('DeliverNotification', id, { attempt: 2 }, 'retry');
      await expect(attempt).rejects.toThrow('killed');
      desk.store.append = append;
    };
    await crash();
    await desk.wait(MINUTE);
    expect(mail.received).toHaveLength(2);
    expect(mail.received.map(({ headers }) => headers.get('message-id'))).toEqual(Array(2).fill(`<${id}@evidesk>`));
    expect(await desk.course()).toEqual(['requested', 'attempt-failed', 'delivered']);
  });

  it('S4-52 sends an attempt once, however often it is asked for', async () => {
    const desk = await mailDesk();
    await desk.happens('i-1', [recorded(), closed]);
    const id = await theOnly(desk);
    await Promise.all(['a', 'b', 'c'].map((command) => desk.send('DeliverNotification', id, { attempt: 1 }, command)));
    await desk.send('DeliverNotification', id, { attempt: 2 }, 'd');
    expect(mail.received).toHaveLength(1);
    expect(await desk.course()).toEqual(['requested', 'delivered']);
  });
});

describe('Webhooks', () => {
  it('S4-52 are signed by Standard Webhooks and carry a CloudEvent', async () => {
    const desk = await hookDesk({ publicUrl: 'https://desk.example.com/incidents/{number}' });
    desk.clock.set(new Date().toISOString());
    await desk.happens('i-1', [recorded(), closed]);
    expect(await desk.course()).toEqual(['requested', 'delivered']);
    expect(await lastOf(desk)).toEqual({ attempt: 1, receipt: 'HTTP 204' });
    const [got] = hook.received;
    const headers = got?.headers as Record<string, string>;
    expect(headers['webhook-id']).toBe(await theOnly(desk));
    const [last] = (await desk.events('incident-')).slice(-1);
    expect(new Webhook(SECRET).verify(got?.body ?? '', headers)).toEqual({
      specversion: '1.0',
      id: await theOnly(desk),
      source: 'https://desk.example.com',
      type: 'evidesk.incident.closed',
      subject: 'INC-202611-000001',
      time: last?.metadata.occurredAt,
      datacontenttype: 'application/json',
      data: {
        incidentId: 'i-1',
        number: 'INC-202611-000001',
        occasion: 'closed',
        title: 'Mail is down',
        priority: 'P2',
        outcome: 'resolved',
        link: 'https://desk.example.com/incidents/INC-202611-000001',
      },
    });
    expect(() => new Webhook(SECRET).verify(`${got?.body ?? ''} `, headers)).toThrow(/signature/i);
  });

  it('S4-52 go to those that listen', async () => {
    const webhooks: DirectoryFile['webhooks'] = [
      { name: 'chat', url: hook.url, secretEnv: 'CHAT', events: ['sla_breached'] },
      { name: 'pager', url: hook.url, secretEnv: 'PAGER' },
    ];
    const desk = await hookDesk({ directory: { webhooks } });
    await desk.happens('i-1', [recorded(), closed]);
    expect((await desk.events())[0]?.data['recipient']).toEqual({ kind: 'webhook', id: 'pager' });
    expect(hook.received).toHaveLength(1);
  });

  it('S4-52 are tried again when the target was down, with the same id and a new time', async () => {
    const desk = await hookDesk();
    hook.answer = { status: 500 };
    await desk.happens('i-1', [recorded(), closed]);
    await hook.down();
    await desk.wait(MINUTE);
    expect(await lastOf(desk)).toMatchObject({ error: 'the webhook could not be reached (ECONNREFUSED)' });
    hook.answer = { status: 200 };
    await hook.up();
    await desk.wait(5 * MINUTE);
    expect(await desk.course()).toEqual(['requested', 'attempt-failed', 'attempt-failed', 'delivered']);
    const [first, second] = hook.received.map(({ headers }) => headers);
    expect(second?.['webhook-id']).toBe(first?.['webhook-id']);
    expect(Number(second?.['webhook-timestamp'])).toBe(Number(first?.['webhook-timestamp']) + 360);
    expect(JSON.stringify([await desk.events(), desk.log])).not.toContain('hunter2');
  });

  it.each([
    [410, 'refused'],
    [400, 'refused'],
    [403, 'refused'],
  ])('S4-52 are given up at once after HTTP %d', async (status, reason) => {
    const desk = await hookDesk();
    hook.answer = { status };
    await desk.happens('i-1', [recorded(), closed]);
    expect(await lastOf(desk)).toEqual({ attempts: 1, error: `webhook chat answered HTTP ${status}`, reason });
  });

  it.each([408, 429, 500, 503, 302])('S4-52 are tried again after HTTP %d', async (status) => {
    const desk = await hookDesk();
    hook.answer = { status, headers: { location: hook.url } };
    await desk.happens('i-1', [recorded(), closed]);
    expect(await desk.course()).toEqual(['requested', 'attempt-failed']);
    expect(hook.received).toHaveLength(1);
  });

  it('S4-52 leave a target alone for as long as it asks', async () => {
    const desk = await hookDesk();
    hook.answer = { status: 429, headers: { 'retry-after': '600' } };
    await desk.happens('i-1', [recorded(), closed]);
    expect(await lastOf(desk)).toMatchObject({ retryAt: '2026-11-16T02:10:00.000Z' });
  });

  it('S4-52 wait only so long for an answer', async () => {
    const desk = await hookDesk({ patienceMs: 100 });
    hook.answer = undefined;
    await desk.happens('i-1', [recorded(), closed]);
    expect(await lastOf(desk)).toMatchObject({ error: 'the webhook could not be reached (TimeoutError)' });
  });

  it('S4-52 that are away hold nobody else up: after three failures they are not even tried for a while', async () => {
    const desk = await hookDesk();
    await hook.down();
    const incidents = ['i-1', 'i-2', 'i-3', 'i-4'];
    for (const id of incidents) await desk.happens(id, [recorded(), closed]);
    const errors = (await desk.events()).flatMap(({ data }) => data['error'] ?? []);
    expect(errors).toEqual([
      ...Array<string>(3).fill('the webhook could not be reached (ECONNREFUSED)'),
      'webhook chat could not be reached 3 times in a row: not tried',
    ]);
    await hook.up();
    await desk.wait(MINUTE);
    expect(hook.received).toHaveLength(4);
  });
});

describe('Each channel', () => {
  it('S4-52 goes on while another is down: mail, webhooks, to-dos, other incidents', async () => {
    const rules: NotificationRule[] = [{ on: 'closed', to: ['reporter'], channels: ['email', 'in_app', 'webhook'] }];
    const webhooks: DirectoryFile['webhooks'] = [{ name: 'chat', url: hook.url, secretEnv: 'CHAT' }];
    const desk = await mailDesk({ rules, directory: { people, webhooks } });
    await mail.down();
    await desk.happens('i-1', [recorded(), closed]);
    await desk.happens('i-2', [recorded(), closed]);
    const ends = new Map((await desk.events()).map((event) => [event.stream, event.type]));
    expect([...ends.values()].sort()).toEqual([
      ...Array<string>(2).fill('notification.attempt-failed'),
      ...Array<string>(4).fill('notification.delivered'),
    ]);
  });

  it('tells what went wrong when it breaks, and is tried again', async () => {
    const broken = { email: { send: () => Promise.reject(new TypeError('oops to li@example.com')) } };
    const desk = await mailDesk({ channels: broken });
    await desk.happens('i-1', [recorded(), closed]);
    expect(await lastOf(desk)).toMatchObject({ attempt: 1, error: 'unexpected: TypeError: oops to (address)' });
    expect(desk.log).toHaveLength(1);
  });
});
