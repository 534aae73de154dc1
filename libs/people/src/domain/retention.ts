import type { Instant } from '@evidesk/kernel';
import type { RetentionRule } from '@evidesk/profiles';
import { DateTime } from 'luxon';

/** What of an incident counts for retention. */
export interface RetainedIncident {
  readonly type: string;
  /** When it was closed or cancelled; absent while it is not over. */
  readonly overSince?: Instant;
}

/**
 * The rule by which a person is to be erased now: that of the incident that kept him longest. `undefined` while one of his
 * incidents is not over, falls under no rule, or is to be kept for longer.
 */
export function retentionDue(
  incidents: readonly RetainedIncident[],
  rules: readonly RetentionRule[],
  now: Instant,
): RetentionRule | undefined {
  let last: { readonly until: string; readonly rule: RetentionRule } | undefined;
  for (const { type, overSince } of incidents) {
    const rule = rules.find(({ types }) => types === undefined || types.includes(type));
    if (overSince === undefined || rule === undefined) return undefined;
    const until = keptUntil(overSince, rule);
    if (until > now) return undefined;
    if (last === undefined || until > last.until) last = { until, rule };
  }
  return last?.rule;
}

/** Before this instant an incident must be over for any of the rules to let go of it now; `undefined` where there are none. */
export function oldestKept(rules: readonly RetentionRule[], now: Instant): Instant | undefined {
  const ends = rules.map(({ keptFor }) => back(now, keptFor)).sort();
  return ends.at(-1);
}

const keptUntil = (since: Instant, { keptFor }: RetentionRule): Instant =>
  inUtc(since).plus(partsOf(keptFor)).toJSDate().toISOString();
const back = (now: Instant, keptFor: string): Instant => inUtc(now).minus(partsOf(keptFor)).toJSDate().toISOString();

const inUtc = (instant: Instant): DateTime => DateTime.fromISO(instant, { zone: 'utc' });

/** `P1Y6M` as its parts. */
function partsOf(duration: string): { years: number; months: number; days: number } {
  const [, years = '0', months = '0', days = '0'] = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?$/.exec(duration) ?? [];
  return { years: Number(years), months: Number(months), days: Number(days) };
}
