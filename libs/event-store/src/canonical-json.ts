import canonicalizeModule from 'canonicalize';

// The library is CommonJS and its types say ES module: under nodenext the function hides behind `default`.
const canonicalize = canonicalizeModule as unknown as (input: unknown) => string | undefined;

// Key names come again and again; writing one costs more than finding it. Bounded, since data may bring any names.
const quotedKeys = new Map<string, string>();
const NEEDS_NO_ESCAPE = /^[ !#-[\]-~]*$/;
const MAX_QUOTED_KEYS = 10_000;
const FEW_KEYS = 32;

/**
 * The canonical JSON (RFC 8785) of an object. Keys whose value is `undefined` are left out, as in `JSON.stringify`.
 *
 * The engine writes strings and numbers as RFC 8785 asks, so only the order of keys is left to do; the library, which
 * is slower, does what is rare.
 * @throws Error when it holds a number that JSON has not (NaN, infinities)
 */
export function canonicalJson(value: object): string {
  const text = write(value);
  if (text === undefined) throw new TypeError('not a JSON object');
  return text;
}

function write(value: unknown): string | undefined {
  if (typeof value === 'string') return NEEDS_NO_ESCAPE.test(value) ? `"${value}"` : JSON.stringify(value);
  if (typeof value === 'number' && Number.isFinite(value)) return String(value === 0 ? 0 : value);
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  if (value === null) return 'null';
  if (typeof value !== 'object') return canonicalize(value);
  if (Array.isArray(value)) return writeArray(value);
  return typeof (value as { toJSON?: unknown }).toJSON === 'function'
    ? canonicalize(value)
    : writeObject(value as Record<string, unknown>);
}

function writeArray(items: readonly unknown[]): string {
  let text = '[';
  for (let index = 0; index < items.length; index += 1) {
    if (index > 0) text += ',';
    text += write(items[index]) ?? 'null';
  }
  return `${text}]`;
}

function writeObject(object: Record<string, unknown>): string {
  let text = '{';
  for (const key of sorted(Object.keys(object))) {
    const value = object[key];
    const written = value === undefined ? undefined : write(value);
    if (written === undefined) continue;
    if (text.length > 1) text += ',';
    text += quoted(key);
    text += written;
  }
  return `${text}}`;
}

/** Sorts by UTF-16 code units, in place. Few keys are sorted by insertion: half as dear as the engine's sort. */
function sorted(keys: string[]): string[] {
  if (keys.length > FEW_KEYS) return keys.sort();
  for (let at = 1; at < keys.length; at += 1) {
    const key = keys[at] as string;
    let to = at;
    for (; to > 0 && (keys[to - 1] as string) > key; to -= 1) keys[to] = keys[to - 1] as string;
    keys[to] = key;
  }
  return keys;
}

function quoted(key: string): string {
  let text = quotedKeys.get(key);
  if (text === undefined) {
    text = `${JSON.stringify(key)}:`;
    if (quotedKeys.size < MAX_QUOTED_KEYS) quotedKeys.set(key, text);
  }
  return text;
}
