import { replyText } from './reply-text.js';

const NEW = 'It works again, thanks.\n\nStill slow, though.';

describe('replyText', () => {
  it.each([
    ['Gmail', 'On Mon, Jan 5, 2026 at 9:00 AM Desk <desk@example.com> wrote:\n> Is it solved?'],
    [
      'Gmail, broken over two lines',
      'On Mon, Jan 5, 2026 at 9:00 AM Service Desk\n<desk@example.com> wrote:\n\n> Is it solved?',
    ],
    ['Outlook', 'From: Desk <desk@example.com>\nSent: Monday\nTo: Li Lei\nSubject: x\n\nIs it solved?'],
    [
      'Outlook in Chinese',
      '发件人: 服务台 <desk@example.com>\n发送时间: 2026年1月5日\n收件人: 李雷\n主题: x\n\n解决了吗？',
    ],
    ['Outlook with a rule', '________________________________\nFrom: Desk\n\nIs it solved?'],
    ['QQ', '------------------ 原始邮件 ------------------\n发件人: "服务台"\n\n解决了吗？'],
    ['163', '在 2026-01-05 09:00:00，"服务台" <desk@example.com> 写道：\n> 解决了吗？'],
    ['Apple Mail in Chinese', '服务台 <desk@example.com> 于2026年1月5日周一 上午9:00写道：\n\n> 解决了吗？'],
    ['an old Outlook', '-----Original Message-----\nFrom: Desk\n\nIs it solved?'],
    ['a German program', 'Am 05.01.2026 um 09:00 schrieb Desk:\n> Is it solved?'],
    ['a French program', 'Le lun. 5 janv. 2026 à 09:00, Desk a écrit :\n> Is it solved?'],
    ['plain quotation marks', '> Is it solved?\n> The desk\n'],
    ['a signature', '-- \nLi Lei\n+86 10 5555 0100'],
  ])('S4-16 leaves out what %s quotes', (_, quoted) => {
    expect(replyText(`${NEW}\n\n${quoted}`)).toBe(NEW);
  });

  it('S4-16 keeps quotations that are answered one by one', () => {
    const text = '> Is it solved?\n\nYes.\n\n> Is it fast?\n\nNo.';
    expect(replyText(text)).toBe(text);
  });

  it.each(['> all of it is a quotation', 'From: me\nTo: you', '-- \nonly a signature', ''])(
    'S4-16 keeps all where nothing would be left: %j',
    (text) => {
      expect(replyText(text)).toBe(text.trim());
    },
  );

  it('S4-16 takes a sentence that begins like a header for a sentence', () => {
    const text = 'From: the second floor nobody can print.\nPlease help.';
    expect(replyText(text)).toBe(text);
  });
});
