import { DomainError, type Instant, type Position, type RecordedEvent } from '@evidesk/kernel';

/** Which past is asked for. */
export type AsOf =
  /** What was known when so much had been recorded. */
  | { readonly by: 'recorded'; readonly position: Position }
  /** What was known at an instant; by occurrence: what had happened by then, as far as it is known today (C22). */
  | { readonly by: 'recorded' | 'occurred'; readonly instant: Instant };

/** What can be wrong with an `asOf`, for the catalogue of problems. */
export const AS_OF_PROBLEMS = [
  {
    code: 'as-of.invalid',
    status: 400,
    title: 'That is no point in time',
    description:
      '`asOf` is an instant (RFC 3339, `2026-11-21T08:30:00Z`) or a position as an answer gave it (`asOfPosition`); `by=occurred` takes an instant only.',
  },
  {
    code: 'as-of.too-early',
    status: 400,
    title: 'Nothing was recorded yet',
    description: '`asOf` lies before the first event; `first` tells when that was and where it stands.',
  },
  {
    code: 'as-of.too-late',
    status: 400,
    title: 'That has not come yet',
    description: '`asOf` lies in the future; `latest` tells the latest that can be asked for.',
  },
] as const;

/** Positions of every store are digits, and long: nobody takes a year for one. */
const POSITION = /^\d{16}[\d-]{0,112}$/;

/**
 * Reads the parameters of a request.
 * @param toInstant the kernel's form of an instant, `undefined` for what is none
 * @throws DomainError `as-of.invalid`
 */
export function readAsOf(
  text: string,
  by: 'recorded' | 'occurred',
  toInstant: (text: string) => Instant | undefined,
): AsOf {
  const instant = toInstant(text);
  if (instant !== undefined) return { by, instant };
  if (!POSITION.test(text))
    throw invalid(
      `asOf=${text} is neither an instant such as 2026-11-21T08:30:00Z nor a position such as 0000000000000042`,
    );
  if (by === 'occurred')
    throw invalid('by=occurred takes an instant such as 2026-11-21T08:30:00Z: a position says what was recorded');
  return { by, position: text };
}

/** Where an event stands in the past that is asked for. */
export type Standing = 'within' | 'left-out' | 'behind';

/**
 * Whether an event belongs to a past. `behind`: it does not, and none after it does. An instant of recording is the end
 * of a stretch of the store's order: up to the first event that was recorded later.
 */
export function standing(asOf: AsOf, { position, metadata }: RecordedEvent): Standing {
  if ('position' in asOf) return position <= asOf.position ? 'within' : 'behind';
  if (asOf.by === 'recorded') return metadata.recordedAt <= asOf.instant ? 'within' : 'behind';
  return metadata.occurredAt <= asOf.instant ? 'within' : 'left-out';
}

/** The refusal of a past before the first event. */
export function tooEarly(asOf: AsOf, first: RecordedEvent | undefined): DomainError {
  if (first === undefined) return new DomainError('invalid', 'as-of.too-early', 'nothing has been recorded yet');
  const { recordedAt, occurredAt } = first.metadata;
  const wanted = 'position' in asOf ? `position ${asOf.position}` : asOf.instant;
  const since =
    'position' in asOf
      ? `ask for position ${first.position} or later`
      : `ask for ${asOf.by === 'occurred' ? occurredAt : recordedAt} or later`;
  return new DomainError('invalid', 'as-of.too-early', `nothing was there at ${wanted}: ${since}`, {
    first: { position: first.position, recordedAt, occurredAt },
  });
}

/** The refusal of a future. */
export function tooLate(asOf: AsOf, now: Instant, head: Position): DomainError {
  const wanted = 'position' in asOf ? `position ${asOf.position}` : asOf.instant;
  const latest = 'position' in asOf ? `position ${head}` : now;
  return new DomainError('invalid', 'as-of.too-late', `${wanted} has not come yet: ask for ${latest} or earlier`, {
    latest: { instant: now, position: head },
  });
}

const invalid = (detail: string) => new DomainError('invalid', 'as-of.invalid', detail);
