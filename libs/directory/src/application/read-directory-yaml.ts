import { lazily } from '@evidesk/kernel';
import { Ajv, type ErrorObject } from 'ajv';
import { type Document, isNode, isPair, LineCounter, parseDocument } from 'yaml';
import { type DirectoryFile, DirectoryFileSchema } from '../contract/directory-file.js';
import { directoryErrors } from './directory-errors.js';

/** The largest directory that is read, in bytes. */
export const MAX_DIRECTORY_BYTES = 8 * 1024 * 1024;

/** Something wrong in a directory, and where: lines from 1. */
export interface DirectoryFinding {
  /** JSON Pointer to the member. */
  readonly path: string;
  readonly message: string;
  readonly line: number;
}

export type ReadDirectory =
  | { readonly file: DirectoryFile; readonly findings: readonly []; lineOf(path: string): number }
  | { readonly file?: undefined; readonly findings: readonly DirectoryFinding[] };

const validator = lazily(() => new Ajv({ allErrors: true, strict: false }).compile(DirectoryFileSchema));

/** Reads a directory from YAML. Whatever is wrong is told at once, each with its line. */
export function readDirectoryYaml(text: string): ReadDirectory {
  if (Buffer.byteLength(text) > MAX_DIRECTORY_BYTES) {
    return { findings: [{ path: '', message: `a directory has at most ${MAX_DIRECTORY_BYTES} bytes`, line: 1 }] };
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true, prettyErrors: false });
  const problems = [...document.errors, ...document.warnings];
  if (problems.length > 0) {
    return { findings: problems.map(({ message, pos }) => ({ path: '', message, line: lines.linePos(pos[0]).line })) };
  }
  const lineOf = (path: string) => lines.linePos(offsetOf(document, path)).line;
  const json = plain(document);
  const validate = validator();
  const errors = validate(json) ? directoryErrors(json as DirectoryFile) : (validate.errors ?? []).map(described);
  if (errors.length === 0) return { file: json as DirectoryFile, findings: [], lineOf };
  const findings = errors.map((error) => ({ ...error, line: lineOf(error.path) }));
  return { findings: findings.sort((one, other) => one.line - other.line) };
}

/** An empty file is an empty directory; one whose aliases expand to too much is none. */
function plain(document: Document): unknown {
  if (document.contents === null) return {};
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch {
    return undefined;
  }
}

function described({ keyword, instancePath, params, message }: ErrorObject) {
  switch (keyword) {
    case 'additionalProperties': {
      const member = String(params['additionalProperty']);
      return { path: `${instancePath}/${escaped(member)}`, message: `${member} is not a member here` };
    }
    case 'required':
      return { path: instancePath, message: `${String(params['missingProperty'])} is missing` };
    case 'enum':
      return {
        path: instancePath,
        message: `must be one of: ${(params['allowedValues'] as readonly unknown[]).join(', ')}`,
      };
    default:
      return { path: instancePath, message: message ?? 'is not acceptable' };
  }
}

const escaped = (name: string) => name.replaceAll('~', '~0').replaceAll('/', '~1');

/** Where a member begins; the nearest place above it when it is not there. */
function offsetOf(document: Document, pointer: string): number {
  const path = pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  let offset = 0;
  let node: unknown = document.contents;
  for (const name of path) {
    if (!isNode(node) || !('items' in node)) break;
    const items = node.items as readonly unknown[];
    const item = items.find((each, index) => (isPair(each) ? String(each.key) === name : String(index) === name));
    const place = isPair(item) ? item.key : item;
    if (!isNode(place)) break;
    offset = place.range?.[0] ?? offset;
    node = isPair(item) ? item.value : item;
  }
  return offset;
}
