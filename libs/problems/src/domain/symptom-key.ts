import { deriveId, plainKey } from '@evidesk/kernel';

/** What of an incident tells its symptom. */
export interface SymptomSource {
  readonly symptom?: string;
  readonly category?: string;
  readonly subcategory?: string;
  readonly affectedCi?: string;
}

/**
 * The words of an incident's symptom (事件现象): the field where it is filled in; else category, subcategory and
 * configuration item, where all three are known. `undefined`: one can not tell. A category alone is no symptom, or every
 * three customers with a question of one kind would make a bug.
 */
export function symptomOf({ symptom, category, subcategory, affectedCi }: SymptomSource): string | undefined {
  if (symptom !== undefined && plainKey(symptom) !== '') return symptom.trim();
  if (category === undefined || subcategory === undefined || affectedCi === undefined) return undefined;
  return `${category} / ${subcategory} / ${affectedCi}`.slice(0, LONGEST);
}

const LONGEST = 1_000;

/** The id under which a symptom is counted: the same however it is spaced, punctuated, in full width or in capitals. */
export const symptomIdOf = (symptom: string): string => deriveId('symptom', plainKey(symptom));

/** The name of a unit as it is compared. */
export const unitKey = (unit: string): string => plainKey(unit);
