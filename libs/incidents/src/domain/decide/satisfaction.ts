import type { FieldError } from '@evidesk/kernel';

/** A score from 0 to 5 in tenths, so that sums are exact: 4.5 is 45 (C20). */
export const tenths = (score: number | undefined): number | undefined =>
  score === undefined ? undefined : Math.round(score * 10);

/** What is wrong with a score (S4-65). */
export function scoreErrors(score: number | undefined): readonly FieldError[] {
  if (score === undefined || (score >= 0 && score <= 5)) return [];
  return [{ pointer: '/satisfaction', code: 'out-of-range', detail: 'a score is from 0 to 5' }];
}
