import type { Speech } from '../../domain/say.js';
import type { PageHead } from '../formats/html.js';
import { KIND_WORDS } from '../formats/words.js';

/** What stands above a printable history. */
export function pageHead(speech: Speech, title: string, asked: object, by: string, at: string): PageHead {
  const { language, timeZone, fieldLabel } = speech;
  const filter = Object.fromEntries(Object.entries(asked).map(([name, value]) => [name, String(value)]));
  return {
    title,
    language,
    timeZone,
    filter,
    by,
    at,
    fieldLabel,
    kind: (kind) => KIND_WORDS?.[kind]?.[language] ?? kind,
  };
}
