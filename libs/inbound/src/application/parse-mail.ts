import { hash } from 'node:crypto';
import { DomainError } from '@evidesk/kernel';
import { toInstant } from '@evidesk/platform';
import PostalMime, { type Address, type Attachment, type Email } from 'postal-mime';
import type { Mail, MailAddress, MailFile } from '../domain/mail.js';
import { oneLine } from '../domain/markdown.js';

const LIMITS = { maxNestingDepth: 100, maxHeadersSize: 512 * 1024, maxRfc822NestingDepth: 3 };
const ADDRESS = /^[^\s@<>()[\],;:\\"\u0000-\u001F\u007F]{1,64}@[^\s@<>()[\],;:\\"\u0000-\u001F\u007F]{1,130}$/;
const MESSAGE_ID = /<([^<>\s]{1,500})>/g;
const MEDIA_TYPE = /^[a-z0-9][a-z0-9!#$&^_.+-]{0,62}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,62}$/;
const LONGEST_SUBJECT = 2_000;

/** Understands a raw message (RFC 5322, MIME). @throws DomainError `inbound.bad-mail` when it is nested or headed beyond reason */
export async function parseMail(raw: Uint8Array): Promise<Mail> {
  const email = await parsed(raw);
  const headers = new Map<string, string[]>();
  for (const { key, value } of email.headers) headers.set(key, [...(headers.get(key) ?? []), value]);
  const from = mailbox(email.from) ?? mailbox(email.sender);
  const to = email.to?.map(mailbox).find((each) => each !== undefined);
  const date = email.date === undefined ? undefined : toInstant(email.date);
  const [messageId] = messageIds(email.messageId);
  return {
    ...(from && { from }),
    ...(to && { to }),
    ...(date !== undefined && { date }),
    ...(messageId !== undefined && { messageId }),
    subject: oneLine(email.subject ?? '', LONGEST_SUBJECT),
    references: [...new Set([...messageIds(email.inReplyTo), ...messageIds(email.references).reverse()])],
    text: email.text ?? (email.html === undefined ? '' : await textOf(email.html)),
    files: email.attachments.map(fileOf),
    headers,
    sha256: hash('sha256', raw, 'hex'),
    size: raw.byteLength,
  };
}

async function parsed(raw: Uint8Array): Promise<Email> {
  try {
    return await PostalMime.parse(raw, LIMITS);
  } catch (error) {
    throw new DomainError(
      'invalid',
      'inbound.bad-mail',
      `the mail can not be read: ${error instanceof Error ? oneLine(error.message, 200) : 'it is malformed'}`,
    );
  }
}

/**
 * The text of a mail that comes as HTML only. The parser makes it, in linear time, where HTML stands beside plain text
 * in one body; so it is given to it like that.
 */
async function textOf(html: string): Promise<string> {
  const message = [
    'Content-Type: multipart/mixed; boundary=b',
    '',
    '--b',
    'Content-Type: text/plain; charset=utf-8',
    '',
    '',
    '--b',
    'Content-Type: text/html; charset=utf-8',
    'Content-Transfer-Encoding: base64',
    '',
    ...(Buffer.from(html)
      .toString('base64')
      .match(/.{1,76}/g) ?? []),
    '--b--',
    '',
  ];
  return (await parsed(Buffer.from(message.join('\r\n')))).text ?? '';
}

/** The address that a header names first; of a group its first member. */
function mailbox(address: Address | undefined): MailAddress | undefined {
  const first = address?.group === undefined ? address : address.group[0];
  if (first === undefined || first.address === undefined) return undefined;
  const text = first.address.trim().toLowerCase();
  return ADDRESS.test(text) ? { name: oneLine(first.name, 200), address: text } : undefined;
}

const messageIds = (header: string | undefined): string[] =>
  [...(header ?? '').matchAll(MESSAGE_ID)].map((match) => match[1] ?? '');

function fileOf({ filename, mimeType, content }: Attachment, index: number): MailFile {
  const bytes = typeof content === 'string' ? Buffer.from(content) : new Uint8Array(content);
  const mediaType = MEDIA_TYPE.test(mimeType) ? mimeType : 'application/octet-stream';
  return { name: oneLine(filename ?? '', 200) || `attachment-${index + 1}`, mediaType, bytes };
}
