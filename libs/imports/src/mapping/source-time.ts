import type { Instant } from '@evidesk/kernel';
import { LRUCache } from 'lru-cache';
import { DateTime, IANAZone } from 'luxon';

/** Reads the times of a source. `undefined`: the text is no time in any of the formats. */
export type ReadTime = (text: string) => Instant | undefined;

const REMEMBERED = 10_000;
const ISO = 'ISO';
const LAST_YEAR = 9999;

/**
 * A reader of times in some formats. An offset in the text goes before the zone.
 * @throws Error when there is no such zone
 */
export function timeReader(formats: readonly string[], zone: string): ReadTime {
  if (!IANAZone.isValidZone(zone)) throw new Error(`there is no time zone ${zone}`);
  const readers = formats.map((format) => readerOf(format, zone));
  // A log repeats the times of a case on each of its rows.
  const known = new LRUCache<string, { readonly instant: Instant | undefined }>({ max: REMEMBERED });
  return (text) => {
    let read = known.get(text);
    if (read === undefined) known.set(text, (read = { instant: firstValid(text, readers) }));
    return read.instant;
  };
}

type Read = (text: string) => DateTime;

function readerOf(format: string, zone: string): Read {
  if (format === ISO) return (text) => DateTime.fromISO(text.replace(' ', 'T'), { zone });
  const parser = DateTime.buildFormatParser(format, { locale: 'en-US' });
  return (text) => DateTime.fromFormatParser(text, parser, { zone, locale: 'en-US' });
}

function firstValid(text: string, readers: readonly Read[]): Instant | undefined {
  for (const read of readers) {
    const time = read(text);
    if (!time.isValid) continue;
    const instant = new Date(time.toMillis());
    const year = instant.getUTCFullYear();
    if (year > 0 && year <= LAST_YEAR) return instant.toISOString();
  }
  return undefined;
}
