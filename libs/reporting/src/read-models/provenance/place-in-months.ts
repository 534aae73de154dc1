import { DomainError } from '@evidesk/kernel';

/** Where a walk through the documents of some months goes on: behind a document of the page at the store's cursor. */
export interface PlaceInMonths {
  readonly month: string;
  readonly cursor?: string;
  readonly after?: string;
}

/** As one opaque word. */
export const encodeCursor = (place: PlaceInMonths): string => Buffer.from(JSON.stringify(place)).toString('base64url');

/**
 * The place that a cursor names; the beginning without one.
 * @throws DomainError `report.bad-cursor` for what is none, or one of another period
 */
export function decodeCursor(cursor: string | undefined, months: readonly string[]): PlaceInMonths | undefined {
  if (cursor === undefined) return months[0] === undefined ? undefined : { month: months[0] };
  const place = parsed(cursor);
  if (place !== undefined && months.includes(place.month)) return place;
  throw new DomainError('invalid', 'report.bad-cursor', 'the cursor is not one of this figure and period');
}

function parsed(cursor: string): PlaceInMonths | undefined {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    return undefined;
  }
  const isText = (field: unknown) => field === undefined || typeof field === 'string';
  const { month, cursor: inner, after } = (value ?? {}) as Partial<PlaceInMonths>;
  return typeof month === 'string' && isText(inner) && isText(after) ? (value as PlaceInMonths) : undefined;
}
