/** One thing that is wrong with a profile. */
export interface ProfileFinding {
  /** JSON Pointer (RFC 6901) into the profile. */
  readonly path: string;
  /** Stable code: `unknown-code`, `duplicate-code`, `unreachable-stage` … */
  readonly code: string;
  readonly message: string;
}

/** A JSON Pointer from its parts. */
export function pointer(...parts: readonly (string | number)[]): string {
  return parts.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** The parts of a JSON Pointer. */
export function pointerParts(path: string): readonly string[] {
  if (path === '') return [];
  return path
    .slice(1)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}
