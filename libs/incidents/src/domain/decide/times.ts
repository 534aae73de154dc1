import type { CommandMetadata, FieldError, Instant } from '@evidesk/kernel';
import type { CompiledProfile } from '@evidesk/profiles';
import { Duration } from 'luxon';

/** Who may bring in what lies further back than the profile allows (C22). */
const IMPORTER = 'importer';

/** What is wrong with an instant that a command reports: it has not come yet, or is too long ago (C22). */
export function impossibleTime(
  pointer: string,
  instant: Instant,
  { recordedAt, actor }: CommandMetadata,
  { definition: { backdating } }: CompiledProfile,
): readonly FieldError[] {
  if (instant > recordedAt) return [{ pointer, code: 'in-future', detail: 'this instant has not come yet' }];
  const back = Date.parse(recordedAt) - Date.parse(instant);
  if (back === 0 || back <= Duration.fromISO(backdating.limit).toMillis() || actor.roles.includes(IMPORTER)) return [];
  return [{ pointer, code: 'out-of-range', detail: `at most ${backdating.limit} ago` }];
}
