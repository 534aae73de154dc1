import { isNode, isPair, LineCounter, parseDocument, type Document, type Node } from 'yaml';
import type { ProcessProfile } from '../contract/process-profile.js';
import { pointerParts, type ProfileFinding } from '../domain/finding.js';
import { checkProfile } from './check-profile.js';
import { resolveHolidays } from './resolve-holidays.js';

/** The largest profile that is read. */
export const MAX_PROFILE_BYTES = 1_048_576;

/** Something wrong in a YAML file, and where: lines and columns from 1. */
export interface YamlFinding extends ProfileFinding {
  readonly line: number;
  readonly column: number;
}

export type ReadProfile =
  | { readonly profile: ProcessProfile; readonly findings: readonly [] }
  | { readonly profile?: undefined; readonly findings: readonly YamlFinding[] };

/**
 * Reads a profile from YAML; a shipped set of holidays becomes its dates (C21). Syntax errors, members of the wrong shape and
 * broken references all come with their line.
 */
export function readProfileYaml(text: string): ReadProfile {
  if (Buffer.byteLength(text) > MAX_PROFILE_BYTES) {
    return refused('too-large', `a profile has at most ${MAX_PROFILE_BYTES} bytes`);
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true, prettyErrors: false });
  const problems = [...document.errors, ...document.warnings];
  if (problems.length > 0) {
    const findings = problems.map(({ code, message, pos }) => ({
      path: '',
      code: code.toLowerCase().replaceAll('_', '-'),
      message,
      ...place(lines, pos[0]),
    }));
    return { findings };
  }
  const value = plainValue(document);
  if (value === undefined) return refused('too-many-aliases', 'the aliases of the file expand to too much');
  const resolved = resolveHolidays(value.json);
  const checked = checkProfile(resolved.value);
  if (checked.profile !== undefined && resolved.findings.length === 0) return checked;
  const findings = [...resolved.findings, ...checked.findings].map((finding) => ({
    ...finding,
    ...place(lines, offsetOf(document, pointerParts(finding.path))),
  }));
  return { findings: findings.sort((a, b) => a.line - b.line || a.column - b.column) };
}

function plainValue(document: Document): { readonly json: unknown } | undefined {
  try {
    return { json: document.toJS({ maxAliasCount: 100 }) as unknown };
  } catch {
    return undefined;
  }
}

function refused(code: string, message: string): ReadProfile {
  return { findings: [{ path: '', code, message, line: 1, column: 1 }] };
}

function place(lines: LineCounter, offset: number): { readonly line: number; readonly column: number } {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(line, 1), column: Math.max(col, 1) };
}

/** Where the value at a path begins, its key when it has one; the nearest place above it when it is not there. */
function offsetOf(document: Document, path: readonly string[]): number {
  let offset = 0;
  for (let depth = 0; depth <= path.length; depth += 1) {
    const found = offsetAt(document, path.slice(0, depth));
    if (found === undefined) break;
    offset = found;
  }
  return offset;
}

function offsetAt(document: Document, path: readonly string[]): number | undefined {
  const name = path.at(-1);
  const parent = path.length <= 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  if (name !== undefined && isNode(parent) && 'items' in parent) {
    const key = parent.items.find((item) => isPair(item) && isNode(item.key) && String(item.key) === name);
    if (isPair(key) && isNode(key.key)) return start(key.key);
  }
  const node = path.length === 0 ? document.contents : document.getIn(path, true);
  return isNode(node) ? start(node) : undefined;
}

function start(node: Node): number | undefined {
  return node.range?.[0];
}
