/** The value with all that it holds frozen, so that whoever changes it fails. */
export function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const member of Object.values(value)) frozen(member);
  return Object.freeze(value);
}

/** The value as a store gives it back. */
export const stored = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;
