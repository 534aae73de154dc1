import { randomUUID } from 'node:crypto';
import { readdirSync } from 'node:fs';
import fc from 'fast-check';
import { MAILS, readMail } from '../../libs/inbound/testing/read-mail.js';
import { type Client, openDesk, type TestDesk } from '../support/desk.js';

const LIMIT = 200_000;
const RFC822 = { 'content-type': 'message/rfc822' };
const PNG_SHA256 = /^[0-9a-f]{64}$/;

interface Written {
  readonly from?: string;
  readonly subject?: string;
  readonly headers?: readonly string[];
  readonly body?: string;
  readonly messageId?: string;
}

/** A mail of a person. */
const mail = ({
  from = 'Li Lei <lilei@example.com>',
  subject = 'Mail is down',
  headers = [],
  ...rest
}: Written = {}) => {
  const { body = 'Nobody can send mail.', messageId = `${randomUUID()}@example.com` } = rest;
  return Buffer.from(
    [`From: ${from}`, `Subject: ${subject}`, `Message-ID: <${messageId}>`, ...headers, '', body].join('\r\n'),
  );
};

describe('mail over HTTP', () => {
  let desk: TestDesk;
  let gateway: Client;
  let staff: Client;

  beforeAll(async () => {
    desk = await openDesk({
      EVIDESK_MAIL_LIMIT: String(LIMIT),
      EVIDESK_ATTACHMENT_LIMIT: '50000',
      EVIDESK_MAILS_PER_HOUR: '200',
      EVIDESK_MAIL_STAFF_DOMAINS: 'desk.example,Support.example',
    });
    gateway = await desk.as('mail_gateway');
    staff = await desk.as('service_desk');
  }, 60_000);

  afterAll(() => desk.close());

  const send = (raw: Buffer) =>
    gateway
      .post('/v1/inbound/email', undefined, RFC822)
      .serialize((body: unknown) => body as string)
      .send(raw);
  const take = async (raw: Buffer) => (await send(raw).expect(200)).body;
  const incident = async (id: string) => (await staff.after(gateway).get(`/v1/incidents/${id}`).expect(200)).body;
  const history = async (id: string) =>
    (await staff.after(gateway).get(`/v1/incidents/${id}/history?limit=200`).expect(200)).body.items as {
      readonly type: string;
      readonly data: { readonly text?: string };
    }[];
  const comments = async (id: string) => (await history(id)).flatMap(({ data }) => data.text ?? []);
  /** Waits until the number can be looked up, as the reporter waits for the answer that names it. */
  const recorded = async (written: Written = {}) => {
    const taken = await take(mail(written));
    await incident(taken.incidentId);
    return taken as { readonly incidentId: string; readonly number: string; readonly as: string };
  };
  const count = async () =>
    ((await staff.after(gateway).get('/v1/incidents?limit=200').expect(200)).body.items as readonly unknown[]).length;

  async function close(id: string): Promise<void> {
    await staff.post(`/v1/incidents/${id}/classification`, {}).expect(200);
    const support = { tier: 'service_desk', supporter: 'Wang', diagnosis: 'x', resolved: true };
    await staff.post(`/v1/incidents/${id}/support-records`, support).expect(200);
    await staff.post(`/v1/incidents/${id}/resolutions`, {}).expect(200);
    await staff.post(`/v1/incidents/${id}/solutions`, { solution: 'x' }).expect(200);
    await staff.post(`/v1/incidents/${id}/confirmations`, { evidence: 'He said so' }).expect(200);
    await staff.post(`/v1/incidents/${id}/closures`, { outcome: 'resolved' }).expect(200);
  }

  it('S4-16 S0-26 makes an incident of a plain mail', async () => {
    const taken = await take(await readMail('person.plain.eml'));
    expect(taken).toMatchObject({ as: 'incident', attachments: 0, number: expect.stringMatching(/^INC-\d{6}-\d{6}$/) });
    expect(await incident(taken.incidentId)).toMatchObject({
      number: taken.number,
      type: 'user_reported',
      source: 'user_report',
      channel: 'email',
      title: 'Mail is down',
      reporter: 'Li Lei',
      contact: 'lilei@example.com',
      priority: 'P3',
      description: expect.stringContaining('> This line is a quotation that belongs to the report.'),
      confirmationPolicy: 'user',
    });
  });

  it('S4-16 keeps attachments as blobs, and lists and serves them', async () => {
    const { incidentId, attachments } = await take(await readMail('person.multipart.eml'));
    expect(attachments).toBe(2);
    expect(await incident(incidentId)).toMatchObject({ title: '打印机坏了', reporter: '韩梅梅', attachments: 2 });
    const { body: page } = await staff.get(`/v1/incidents/${incidentId}/attachments`).expect(200);
    expect(page.items).toEqual([
      expect.objectContaining({ name: '现场 截图.png', mediaType: 'image/png', size: 70, source: 'email' }),
      expect.objectContaining({ name: '日志.log', mediaType: 'text/plain', source: 'email' }),
    ]);
    const [png, log] = page.items;
    expect(png.sha256).toMatch(PNG_SHA256);
    const { headers, body } = await staff.get(`/v1/attachments/${png.sha256}`).expect(200);
    expect(headers).toMatchObject({
      'content-type': 'image/png',
      'content-length': '70',
      'content-disposition': expect.stringMatching(/^attachment; filename="__ __\.png"; filename\*=UTF-8''%E7%8E%B0/),
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
      'cache-control': 'private, no-store',
    });
    expect((body as Buffer).subarray(1, 4).toString()).toBe('PNG');
    const { text } = await staff.get(`/v1/attachments/${log.sha256}`).expect(200);
    expect(text).toContain('error 错误');
  });

  it('S4-16 takes the same mail once, however often and at once it comes', async () => {
    const raw = mail();
    const before = await count();
    const answers = await Promise.all(Array.from({ length: 5 }, () => take(raw)));
    expect(new Set(answers.map(({ incidentId }) => incidentId)).size).toBe(1);
    expect(await count()).toBe(before + 1);
  });

  it('S4-16 takes two senders apart whose programs give out the same message id', async () => {
    const first = await take(mail({ messageId: 'same@x', from: 'a@one.example' }));
    const second = await take(mail({ messageId: 'same@x', from: 'b@two.example' }));
    expect(second.incidentId).not.toBe(first.incidentId);
  });

  it('S4-16 threads an answer by the number in its subject', async () => {
    const { incidentId, number } = await recorded();
    const answered = await take(
      mail({
        subject: `Re: [${number}] Mail is down`,
        body: 'It works again.\r\n\r\nOn Monday Desk wrote:\r\n> Does it?',
      }),
    );
    expect(answered).toMatchObject({ incidentId, number, as: 'comment' });
    expect(await comments(incidentId)).toEqual(['**Li Lei \\(lilei@example.com\\)** by mail:\n\nIt works again.']);
  });

  it('S4-16 threads an answer by the message ids of the desk, and by earlier mails of the same sender', async () => {
    const messageId = `${randomUUID()}@example.com`;
    const { incidentId, number } = await recorded({ messageId });
    const byDesk = mail({ subject: 'Re: hello', headers: [`In-Reply-To: <${number}.42@evidesk>`] });
    expect(await take(byDesk)).toMatchObject({ incidentId, as: 'comment' });
    const second = `${randomUUID()}@example.com`;
    const byThread = mail({ subject: 'Re: hello', messageId: second, headers: [`References: <${messageId}>`] });
    expect(await take(byThread)).toMatchObject({ incidentId, as: 'comment' });
    const bySecond = mail({ subject: 'Re: Re: hello', headers: [`In-Reply-To: <${second}>`] });
    expect(await take(bySecond)).toMatchObject({ incidentId, as: 'comment' });
    expect(await comments(incidentId)).toHaveLength(3);
  });

  it('S4-16 lets no stranger who guesses a number or a message id write into an incident', async () => {
    const messageId = `${randomUUID()}@example.com`;
    const { incidentId, number } = await recorded({ messageId });
    for (const guess of [
      mail({ from: 'Eve <eve@evil.example>', subject: `Re: [${number}] Mail is down` }),
      mail({ from: 'eve@evil.example', subject: 'Re: x', headers: [`References: <${messageId}> <${number}@evidesk>`] }),
      mail({ from: '"lilei@example.com" <eve@evil.example>', subject: `[${number}]` }),
    ]) {
      const taken = await take(guess);
      expect(taken.as).toBe('incident');
      expect(taken.incidentId).not.toBe(incidentId);
    }
    expect(await comments(incidentId)).toEqual([]);
  });

  it('S4-16 lets staff of the domains that the operator trusts write into any incident', async () => {
    const { incidentId, number } = await recorded();
    const staffed = mail({ from: 'Han <han@support.example>', subject: `[${number}] looked at it` });
    expect(await take(staffed)).toMatchObject({ incidentId, as: 'comment' });
    const other = mail({ from: 'Han <han@not-support.example>', subject: `[${number}] looked at it` });
    expect(await take(other)).toMatchObject({ as: 'incident' });
  });

  it('S1-27 makes a new incident that repeats the closed one which a mail answers', async () => {
    const { incidentId, number } = await recorded();
    await close(incidentId);
    const raw = mail({ subject: `Re: [${number}] Mail is down again` });
    const again = await take(raw);
    expect(again).toMatchObject({ as: 'incident' });
    expect((await incident(again.incidentId)).links).toEqual([{ kind: 'recurrence', target: incidentId }]);
    expect((await take(raw)).incidentId).toBe(again.incidentId);
  });

  it('S4-16 makes a new incident of a number that there is none of', async () => {
    expect(await take(mail({ subject: '[INC-209901-999999] ?' }))).toMatchObject({ as: 'incident' });
  });

  it('S4-16 RFC 3834 makes neither incident nor comment of what machines write', async () => {
    const before = await count();
    for (const file of readdirSync(MAILS).filter((each) => !each.startsWith('person.'))) {
      expect({ file, ...(await take(await readMail(file))) }).toEqual({ file, ignored: expect.any(String) });
    }
    expect(await count()).toBe(before);
  });

  it('S0-58 C22 never discovers in the future, nor further back than anybody may report', async () => {
    const discovered = async (date: string) => {
      const { incidentId } = await take(mail({ headers: [`Date: ${date}`] }));
      return Date.parse((await incident(incidentId)).discoveredAt);
    };
    const hourAgo = Math.floor(Date.now() / 1_000) * 1_000 - 3_600_000;
    expect(await discovered(new Date(hourAgo).toUTCString())).toBe(hourAgo);
    for (const date of ['Fri, 01 Jan 2199 00:00:00 +0000', 'Thu, 01 Jan 1970 00:00:00 +0000', 'the day before']) {
      expect(Math.abs((await discovered(date)) - Date.now())).toBeLessThan(60_000);
    }
  });

  it('S0-60 lets neither line breaks nor markup out of headers and text', async () => {
    const { incidentId } = await take(
      mail({
        from: '=?utf-8?Q?Eve=0D=0AX-A=3A_b_=3Cscript=3E?= <eve@evil.example>',
        subject: '=?utf-8?Q?Hi=0D=0AX-B=3A_c?=',
        body: 'See <https://example.com> <script>alert(1)</script> <img src=x onerror=alert(1)>',
      }),
    );
    const { reporter, title, description } = await incident(incidentId);
    expect(`${reporter}${title}`).not.toMatch(/[\r\n]/);
    expect(description).toBe('See <https://example.com> \\<script>alert(1)\\</script> \\<img src=x onerror=alert(1)>');
  });

  it('S4-16 says which attachments were too large, and keeps the others', async () => {
    const part = (name: string, size: number) =>
      `--b\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename="${name}"\r\n\r\n${'x'.repeat(size)}\r\n`;
    const { incidentId, attachments } = await take(
      mail({
        headers: ['Content-Type: multipart/mixed; boundary=b'],
        body: `--b\r\nContent-Type: text/plain\r\n\r\nsee attached\r\n${part('big.pdf', 60_000)}${part('small.pdf', 10)}--b--`,
      }),
    );
    expect(attachments).toBe(1);
    expect((await incident(incidentId)).description).toMatch(
      /see attached\n\nAttachments[^\n]*\n\n- big\\?\.pdf \(60\d{3} bytes\)$/,
    );
  });

  it('S4-16 answers 413 to a mail over the limit, 415 to another type, 400 to one of nobody', async () => {
    const { body } = await send(mail({ body: 'x'.repeat(LIMIT) })).expect(413);
    expect(body.code).toBe('request.too-large');
    await gateway.post('/v1/inbound/email', { a: 1 }).expect(415);
    await gateway.post('/v1/inbound/email', undefined, { 'content-type': 'text/plain' }).send('x').expect(415);
    const { body: nobody } = await send(Buffer.from('Subject: x\r\n\r\nx')).expect(400);
    expect(nobody.code).toBe('inbound.no-sender');
    await desk.asNobody().post('/v1/inbound/email', undefined, RFC822).send('x').expect(401);
    await staff.post('/v1/inbound/email', undefined, RFC822).send('x').expect(403);
  });

  it('S4-16 answers any bytes with something better than 5xx', async () => {
    const lines = fc.array(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.constantFrom(
          'From: a@b.example',
          'Content-Type: multipart/mixed; boundary=b',
          '--b',
          '--b--',
          '',
          'Message-ID: <x@y>',
          'Content-Type: text/plain; charset=gb18030',
          'Content-Type: text/html; charset=nonsense',
          'Content-Transfer-Encoding: base64',
          'Content-Transfer-Encoding: quoted-printable',
          '=?gb18030?B?x?=',
          'Subject: =?utf-8?Q?=FF?=',
          "Content-Disposition: attachment; filename*0*=x''%",
          'Content-Type: message/rfc822',
          'Date: x',
          'References: <<>>',
          'In-Reply-To: <INC-202601-000001@evidesk>',
          '=ZZ',
          '\0',
        ),
      ),
      { maxLength: 30 },
    );
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 2_000 }).map((each) => Buffer.from(each)),
      lines.map((each) => Buffer.from(each.join('\r\n'), 'utf8')),
      lines.map((each) => Buffer.from(`From: fuzz-${randomUUID()}@x.example\r\n${each.join('\n')}`, 'latin1')),
    );
    await fc.assert(
      fc.asyncProperty(bytes, async (raw) => {
        const { status } = await send(raw);
        expect([200, 400]).toContain(status);
      }),
      { numRuns: 300 },
    );
  }, 60_000);
});

describe('mail from one sender without end', () => {
  it('S4-16 puts off what is too much, with when to come again, and loses nothing', async () => {
    const desk = await openDesk({ EVIDESK_MAILS_PER_HOUR: '3' });
    try {
      const gateway = await desk.as('mail_gateway');
      const send = (raw: Buffer) =>
        gateway
          .post('/v1/inbound/email', undefined, RFC822)
          .serialize((body: unknown) => body as string)
          .send(raw);
      const raws = Array.from({ length: 3 }, () => mail());
      for (const raw of raws) await send(raw).expect(200);
      const { body, headers } = await send(mail()).expect(429);
      expect(body.code).toBe('inbound.too-many');
      expect(Number(headers['retry-after'])).toBeGreaterThan(3_000);
      for (const raw of raws) await send(raw).expect(200);
      await send(mail({ from: 'other@example.com' })).expect(200);
    } finally {
      await desk.close();
    }
  }, 60_000);
});
