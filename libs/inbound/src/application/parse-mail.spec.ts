import { readMail } from '../../testing/read-mail.js';
import { parseMail } from './parse-mail.js';

const parsed = async (file: string) => parseMail(await readMail(file));

describe('parseMail', () => {
  it('S4-16 reads a plain mail', async () => {
    expect(await parsed('person.plain.eml')).toMatchObject({
      from: { name: 'Li Lei', address: 'lilei@example.com' },
      to: { name: 'Service Desk', address: 'desk@example.com' },
      subject: 'Mail is down',
      date: '2026-01-05T01:00:00.000Z',
      messageId: 'p1@example.com',
      references: [],
      text: expect.stringContaining('Nobody here can send mail since 8:30.'),
      files: [],
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  it('S4-16 reads GB18030, encoded words over two lines, and attachments with names in any script', async () => {
    const mail = await parsed('person.multipart.eml');
    expect(mail).toMatchObject({
      from: { name: '韩梅梅', address: 'hanmeimei@example.com' },
      subject: '打印机坏了',
      text: expect.stringContaining('打印机坏了，无法打印。'),
    });
    expect(mail.files.map(({ name, mediaType }) => [name, mediaType])).toEqual([
      ['现场 截图.png', 'image/png'],
      ['日志.log', 'text/plain'],
    ]);
    expect(Buffer.from(mail.files[1]?.bytes ?? []).toString()).toContain('error 错误');
  });

  it('S4-16 makes text of a mail that is HTML only', async () => {
    const { text } = await parsed('person.html-only.eml');
    expect(text).toContain('My screen is black & dead.');
    expect(text).not.toMatch(/alert|color|<p>/);
  });

  it('S4-16 lets no line break out of a header', async () => {
    const raw =
      'From: "=?utf-8?Q?Evil=0D=0ABcc=3A_x?=" <evil@example.com>\r\n' +
      'Subject: =?utf-8?Q?Hello=0D=0AX-Injected=3A_yes?=\r\nMessage-ID: <x@y>\r\n\r\nbody';
    const mail = await parseMail(Buffer.from(raw));
    expect(mail.from?.name).not.toMatch(/[\r\n]/);
    expect(mail.subject).toBe('Hello X-Injected: yes');
    expect(mail.headers.has('x-injected')).toBe(false);
  });

  it.each([
    ['no From at all', 'Subject: x\r\n\r\nbody'],
    ['an empty From', 'From: \r\n\r\nbody'],
    ['a From without an address', 'From: Li Lei\r\n\r\nbody'],
    ['an address with a line break', 'From: <"a\r\n b"@example.com>\r\n\r\nbody'],
    ['nothing', ''],
    ['bytes', Buffer.from([0, 255, 13, 10, 13, 10, 200])],
  ])('S4-16 knows no sender where there is %s', async (_, raw) => {
    expect((await parseMail(Buffer.from(raw))).from).toBeUndefined();
  });

  it('S4-16 takes the first of a group, and Sender where From names nobody', async () => {
    const group = 'From: Team: a@example.com, b@example.com;\r\n\r\nx';
    expect((await parseMail(Buffer.from(group))).from?.address).toBe('a@example.com');
    const sender = 'From: nobody\r\nSender: c@example.com\r\n\r\nx';
    expect((await parseMail(Buffer.from(sender))).from?.address).toBe('c@example.com');
  });

  it('S4-16 names what it answers, the nearest first', async () => {
    const raw =
      'From: a@b.example\r\nIn-Reply-To: <3@x>\r\nReferences: <1@x> <2@x>\r\n <3@x>\r\nMessage-ID: <4@x>\r\n\r\nx';
    expect((await parseMail(Buffer.from(raw))).references).toEqual(['3@x', '2@x', '1@x']);
  });

  it('S4-16 refuses what is nested beyond reason', async () => {
    let raw = 'From: a@b.example\r\n';
    for (let depth = 0; depth < 200; depth += 1)
      raw += `Content-Type: multipart/mixed; boundary=b${depth}\r\n\r\n--b${depth}\r\n`;
    await expect(parseMail(Buffer.from(raw))).rejects.toMatchObject({ code: 'inbound.bad-mail' });
  });
});
