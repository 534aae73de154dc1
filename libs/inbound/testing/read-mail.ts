import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/** The folder of the mails: `auto-reply.*`, `bounce.*`, `list.*` and so on by machines, `person.*` by people. */
export const MAILS = fileURLToPath(new URL('./mails/', import.meta.url));

/** A mail of the folder as it would come: lines end with CR LF. */
export async function readMail(file: string): Promise<Buffer> {
  return Buffer.from((await readFile(`${MAILS}${file}`, 'utf8')).replaceAll('\n', '\r\n'));
}
