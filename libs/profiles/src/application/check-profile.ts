import Value from 'typebox/value';
import { ProcessProfileSchema, type ProcessProfile } from '../contract/process-profile.js';
import type { ProfileFinding } from '../domain/finding.js';
import { validateProfile } from '../domain/validate-profile.js';

/** A profile that can be published, or everything that is wrong with it. */
export type CheckedProfile =
  | { readonly profile: ProcessProfile; readonly findings: readonly [] }
  | { readonly profile?: undefined; readonly findings: readonly ProfileFinding[] };

/** Checks any value for being a profile: its shape first, then what its parts say about each other. */
export function checkProfile(value: unknown): CheckedProfile {
  if (!Value.Check(ProcessProfileSchema, value)) return { findings: shapeFindings(value) };
  const findings = validateProfile(value);
  return findings.length === 0 ? { profile: value, findings: [] } : { findings };
}

function shapeFindings(value: unknown): readonly ProfileFinding[] {
  const errors = Value.Errors(ProcessProfileSchema, value);
  const found = errors.flatMap((error): readonly ProfileFinding[] => {
    const path = error.instancePath;
    switch (error.keyword) {
      // The members that are not allowed come as findings of their own, with their own place.
      case 'additionalProperties':
        return [];
      case 'boolean':
        return [{ path, code: 'unknown-member', message: 'is not known here' }];
      case 'required':
        return missing(error.params).map((name) => ({
          path,
          code: 'missing-member',
          message: `${name} is missing`,
        }));
      default:
        return [{ path, code: error.keyword, message: error.message }];
    }
  });
  return found.length > 0 ? found : [{ path: '', code: 'not-a-profile', message: 'is not a process profile' }];
}

function missing(params: object): readonly string[] {
  const names: unknown = 'requiredProperties' in params ? params.requiredProperties : [];
  return Array.isArray(names) ? names.filter((name): name is string => typeof name === 'string') : [];
}
