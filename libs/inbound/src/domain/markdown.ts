const CONTROL = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\u200E\u200F\u202A-\u202E\u2066-\u2069\uFEFF]/g;
const SPECIAL = /[\\`*_{}[\]<>()#+\-!|~&$]/g;
const LINK = /^https?:\/\/[^\s<>"'`\\{}|^]{1,2000}$/;

/** Without control characters, and without those that turn the direction of writing around. */
export const plain = (text: string): string =>
  text.replaceAll(CONTROL, '').replaceAll('\r\n', '\n').replaceAll('\r', '\n');

/** One line: line breaks become spaces, no control characters, at most so many characters. */
export function oneLine(text: string, limit: number): string {
  return shortened(plain(text).replaceAll(/\s+/g, ' ').trim(), limit);
}

/** At most so many characters, with a mark where it was cut. Never half a character. */
export function shortened(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const cut = text.slice(0, limit - 1);
  return `${/[\uD800-\uDBFF]$/.test(cut) ? cut.slice(0, -1) : cut}…`;
}

/** A foreign text so that Markdown shows it as it is. Lines stay lines. */
export const escaped = (text: string): string =>
  plain(text)
    .replaceAll(SPECIAL, (sign) => `\\${sign}`)
    .replaceAll('\n', '  \n');

/** An address that can be followed, when it is one of the web; else its text. */
export const linked = (url: string): string => (LINK.test(url) ? `<${url}>` : escaped(shortened(url, 500)));
