/** Reads what a path names in a token's claims; nothing is no error. */
export type ClaimReader = (claims: unknown) => readonly unknown[];

const STEP = /\.([A-Za-z_][\w-]*)|\.?\*|\[\*\]|\[(\d{1,4})\]|\['([^'\\]+)'\]|\["([^"\\]+)"\]/y;
const MOST_STEPS = 10;

/**
 * A JSON path (RFC 9535) to claims: names, indexes and wildcards, such as `$.realm_access.roles`,
 * `$['https://example.com/roles']` or `$.groups[*].name`. The `$.` in front may be left out. A list at the end of the
 * path counts as its members.
 * @throws Error when it is no such path
 */
export function claimReader(path: string): ClaimReader {
  const steps = stepsOf(path);
  return (claims) => {
    let found: readonly unknown[] = [claims];
    for (const step of steps) found = found.flatMap((value) => membersAt(value, step));
    return found.flatMap((value) => (Array.isArray(value) ? (value as readonly unknown[]) : [value]));
  };
}

type Step = string | number | typeof EVERY;
const EVERY = Symbol('*');

function stepsOf(path: string): readonly Step[] {
  const text = path.startsWith('$') ? path.slice(1) : path.startsWith('[') ? path : `.${path}`;
  const steps: Step[] = [];
  STEP.lastIndex = 0;
  let end = 0;
  while (end < text.length) {
    const match = STEP.exec(text);
    if (match === null || steps.length === MOST_STEPS) throw new Error(`${path} is no path to a claim`);
    end = STEP.lastIndex;
    const [, name, index, single, double] = match;
    steps.push(index === undefined ? (name ?? single ?? double ?? EVERY) : Number(index));
  }
  if (steps.length === 0) throw new Error(`${path} is no path to a claim`);
  return steps;
}

function membersAt(value: unknown, step: Step): readonly unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  if (step === EVERY) return Object.values(value);
  if (typeof step === 'number') return Array.isArray(value) && step < value.length ? [value[step]] : [];
  return !Array.isArray(value) && Object.hasOwn(value, step) ? [(value as Record<string, unknown>)[step]] : [];
}
