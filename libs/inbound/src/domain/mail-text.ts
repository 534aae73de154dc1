import { type Mail, type MailAddress } from './mail.js';
import { escaped, oneLine, plain, shortened } from './markdown.js';
import { replyText } from './reply-text.js';

/** As long as a text may be over HTTP, with room for what is said around it. */
const LONGEST = 18_000;
const TAG = /<(?!https?:\/\/[^\s<>]+>|mailto:[^\s<>]+>|[^\s<>@]+@[^\s<>@]+>)(?=[a-z/!?])/gi;

/** A file that came with a mail and was not stored. */
export interface LeftOut {
  readonly name: string;
  readonly size: number;
}

/** The description of a mail's incident: all that was written, since it may quote what it is about (S0-55). */
export function mailDescription(mail: Mail, leftOut: readonly LeftOut[]): string {
  return withNotes(bodyOf(mail.text) || escaped(oneLine(mail.subject, 1_000)) || '(no text)', leftOut);
}

/** A comment by mail: who wrote it, and what is new in it. */
export function mailComment(mail: Mail, from: MailAddress, leftOut: readonly LeftOut[]): string {
  const who = from.name === '' ? from.address : `${oneLine(from.name, 200)} (${from.address})`;
  return withNotes(`**${escaped(who)}** by mail:\n\n${bodyOf(replyText(plain(mail.text))) || '(no text)'}`, leftOut);
}

/** Mail text is Markdown nearly as it is; what a browser would take for HTML is made to stand for itself. */
const bodyOf = (text: string): string => shortened(plain(text).trim().replaceAll(TAG, '\\<'), LONGEST);

function withNotes(text: string, leftOut: readonly LeftOut[]): string {
  if (leftOut.length === 0) return text;
  const names = leftOut.slice(0, 20).map(({ name, size }) => `- ${escaped(oneLine(name, 60))} (${size} bytes)`);
  const more = leftOut.length > 20 ? [`- and ${leftOut.length - 20} more`] : [];
  return [text, 'Attachments that were too large or too many, and not stored:', [...names, ...more].join('\n')].join(
    '\n\n',
  );
}
