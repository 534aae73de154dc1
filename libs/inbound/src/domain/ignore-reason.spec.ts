import { readdirSync } from 'node:fs';
import { MAILS, readMail } from '../../testing/read-mail.js';
import { parseMail } from '../application/parse-mail.js';
import { ignoreReason } from './ignore-reason.js';

const OWN = 'desk@example.com';
const reasonOf = async (raw: Buffer) => ignoreReason(await parseMail(raw), OWN);
const withHeaders = (...headers: readonly string[]) =>
  reasonOf(
    Buffer.from(['From: Li Lei <lilei@example.com>', 'Subject: Mail is down', ...headers, '', 'Help'].join('\r\n')),
  );
const files = readdirSync(MAILS).sort();

describe('ignoreReason', () => {
  it.each(files.filter((file) => !file.startsWith('person.')))(
    'S4-16 recognises the machine behind %s',
    async (file) => {
      expect(await reasonOf(await readMail(file))).toEqual(expect.any(String));
    },
  );

  it.each(files.filter((file) => file.startsWith('person.')))('S4-16 takes %s for mail of a person', async (file) => {
    expect(await reasonOf(await readMail(file))).toBeUndefined();
  });

  it.each([
    ['Auto-Submitted: auto-replied', 'auto-submitted'],
    ['Auto-Submitted: Auto-Generated; type=x', 'auto-submitted'],
    ['auto-submitted: auto-notified', 'auto-submitted'],
    ['Precedence: bulk', 'precedence'],
    ['Precedence: junk', 'precedence'],
    ['Precedence: LIST', 'precedence'],
    ['Precedence: auto_reply', 'precedence'],
    ['X-Auto-Response-Suppress: OOF, AutoReply', 'auto-response-suppress'],
    ['X-Loop: desk', 'loop'],
    ['Return-Path: <>', 'null-return-path'],
    ['Return-Path: < >', 'null-return-path'],
    ['List-Id: <x.example.com>', 'list'],
    ['Content-Type: multipart/report; boundary=x', 'report'],
    ['X-Failed-Recipients: a@b.c', 'report'],
    ['X-Autoreply: yes', 'auto-reply'],
  ] as const)('S4-16 RFC 3834: %s is %s', async (header, reason) => {
    expect(await withHeaders(header)).toBe(reason);
  });

  it.each([
    'Auto-Submitted: no',
    'Auto-Submitted: No (a person)',
    'Precedence: first-class',
    'X-Auto-Response-Suppress: None',
    'Return-Path: <lilei@example.com>',
    'X-Autoreply: no',
    'Content-Type: multipart/related; boundary=report',
  ])('S4-16 takes mail with %s', async (header) => {
    expect(await withHeaders(header)).toBeUndefined();
  });

  it.each([
    'MAILER-DAEMON@mx.example.com',
    'postmaster@example.com',
    'MAILER-DAEMON',
    'Mail Delivery <mailer-daemon@x.example>',
  ])('S4-16 takes nothing from %s', async (from) => {
    expect(await reasonOf(Buffer.from(`From: ${from}\r\nSubject: x\r\n\r\nx`))).toBe('mailer-daemon');
  });

  it('S4-16 takes nothing back that it sent itself', async () => {
    expect(await reasonOf(Buffer.from('From: Desk <Desk@Example.com>\r\nSubject: x\r\n\r\nx'))).toBe('loop');
  });

  it.each(['自动回复: x', '自动回复：x', 'Automatic reply: x', 'Out of Office: x', 'Abwesenheitsnotiz: x'])(
    'S4-16 knows an automatic reply without headers by its subject: %s',
    async (subject) => {
      const raw = `From: a@b.example\r\nSubject: =?utf-8?B?${Buffer.from(subject).toString('base64')}?=\r\n\r\nx`;
      expect(await reasonOf(Buffer.from(raw))).toBe('auto-reply');
    },
  );

  it('S4-16 takes a person who writes about automatic replies', async () => {
    const raw = 'From: a@b.example\r\nSubject: My automatic reply does not work\r\n\r\nx';
    expect(await reasonOf(Buffer.from(raw))).toBeUndefined();
  });
});
