import type { Speech } from '../../domain/say.js';
import type { PageHead } from '../formats/html.js';
import { KIND_WORDS } from '../formats/words.js';

/** What stands above a printable history. */
export function pageHead(
  speech: Speech,
  page: { readonly title: string; readonly about: PageHead['about']; readonly asked: object },
  by: string,
  at: string,
): PageHead {
  const { title, about, asked } = page;
  const { language, timeZone, fieldLabel, fieldValue } = speech;
  const filter = Object.fromEntries(Object.entries(asked).map(([name, value]) => [name, String(value)]));
  return {
    title,
    about,
    language,
    timeZone,
    filter,
    by,
    at,
    fieldLabel,
    fieldValue,
    kind: (kind) => KIND_WORDS?.[kind]?.[language] ?? kind,
  };
}
