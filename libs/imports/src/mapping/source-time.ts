import type { Instant } from '@evidesk/kernel';
import { LRUCache } from 'lru-cache';
import { DateTime, IANAZone } from 'luxon';

/** Reads the times of a source. `undefined`: the text is no time in any of the formats. */
export type ReadTime = (text: string) => Instant | undefined;

const REMEMBERED = 10_000;
const ISO = 'ISO';

/**
 * A reader of times in some formats. An offset in the text goes before the zone.
 * @throws Error when there is no such zone
 */
export function timeReader(formats: readonly string[], zone: string): ReadTime {
  if (!IANAZone.isValidZone(zone)) throw new Error(`there is no time zone ${zone}`);
  // A log repeats the times of a case on each of its rows.
  const known = new LRUCache<string, { readonly instant: Instant | undefined }>({ max: REMEMBERED });
  return (text) => {
    let read = known.get(text);
    if (read === undefined) known.set(text, (read = { instant: readTime(text, formats, zone) }));
    return read.instant;
  };
}

function readTime(text: string, formats: readonly string[], zone: string): Instant | undefined {
  for (const format of formats) {
    const time =
      format === ISO
        ? DateTime.fromISO(text.replace(' ', 'T'), { zone })
        : DateTime.fromFormat(text, format, { zone, locale: 'en-US' });
    const utc = time.toUTC();
    if (utc.isValid && utc.year > 0 && utc.year <= 9999) return utc.toJSDate().toISOString();
  }
  return undefined;
}
