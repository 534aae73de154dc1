import { deriveId } from '@evidesk/kernel';
import type { IncidentRecorded } from '../../contract/recording-events.js';

/**
 * The four parts by which two incidents are the same: customer, report source, configuration item and symptom (S1-07).
 * The source is the system that reported it, where one did. `undefined` where a part is missing: nothing is guessed.
 */
export function matchingKey(data: IncidentRecorded['data']): string | undefined {
  const { customer, externalRef, source, affectedCi, symptom } = data;
  const parts = [customer, externalRef?.system ?? source, affectedCi, symptom].map(normalised);
  return parts.includes('') ? undefined : deriveId('duplicate', ...parts);
}

/** Widths, cases and spaces of one text are no difference. */
const normalised = (text = ''): string => text.normalize('NFKC').toLowerCase().replace(/\s+/gu, ' ').trim();
