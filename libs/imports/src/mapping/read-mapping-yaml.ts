import { lazily } from '@evidesk/kernel';
import { Ajv, type ErrorObject } from 'ajv';
import { isNode, isPair, LineCounter, parseDocument, type Document } from 'yaml';
import { type Mapping, MappingSchema } from './mapping.schema.js';
import { mappingErrors } from './mapping-errors.js';

/** The largest mapping that is read. */
export const MAX_MAPPING_BYTES = 262_144;

/** Something wrong in a mapping, and where: lines from 1. */
export interface MappingFinding {
  /** JSON Pointer to the member. */
  readonly path: string;
  readonly message: string;
  readonly line: number;
}

export type ReadMapping =
  | { readonly mapping: Mapping; readonly findings: readonly [] }
  | { readonly mapping?: undefined; readonly findings: readonly MappingFinding[] };

const validator = lazily(() =>
  new Ajv({ allErrors: true, strict: false, allowUnionTypes: true }).compile(MappingSchema),
);

/** Reads a mapping from YAML. Whatever is wrong comes with its line. */
export function readMappingYaml(text: string): ReadMapping {
  if (Buffer.byteLength(text) > MAX_MAPPING_BYTES) {
    return { findings: [{ path: '', message: `a mapping has at most ${MAX_MAPPING_BYTES} bytes`, line: 1 }] };
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true, prettyErrors: false });
  const problems = [...document.errors, ...document.warnings];
  if (problems.length > 0) {
    return { findings: problems.map(({ message, pos }) => ({ path: '', message, line: lines.linePos(pos[0]).line })) };
  }
  const json = plain(document);
  const validate = validator();
  const errors = validate(json)
    ? mappingErrors(json)
    : relevant(validate.errors ?? []).map((error) => ({ path: pathOf(error), message: messageOf(error) }));
  if (errors.length === 0) return { mapping: json as Mapping, findings: [] };
  const findings = errors.map((error) => ({ ...error, line: lines.linePos(offsetOf(document, error.path)).line }));
  return { findings: findings.sort((one, other) => one.line - other.line) };
}

function plain(document: Document): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch {
    return undefined;
  }
}

/** Of the errors of a union's branches, those that reach deepest: they belong to the branch that was meant. */
function relevant(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  return errors.filter(
    (error) =>
      error.keyword !== 'anyOf' &&
      !(
        error.keyword === 'type' &&
        errors.some((other) => other !== error && reachesInto(pathOf(other), error.instancePath))
      ),
  );
}

const reachesInto = (path: string, above: string) => path.startsWith(`${above}/`);

function pathOf({ instancePath, params }: ErrorObject): string {
  const member = (params['additionalProperty'] ?? params['missingProperty']) as string | undefined;
  return member === undefined ? instancePath : `${instancePath}/${member.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

function messageOf({ keyword, params, message }: ErrorObject): string {
  if (keyword === 'additionalProperties') return `${String(params['additionalProperty'])} is not a member here`;
  if (keyword === 'required') return `${String(params['missingProperty'])} is missing`;
  if (keyword === 'enum') return `must be one of: ${(params['allowedValues'] as readonly unknown[]).join(', ')}`;
  return message ?? 'is not acceptable';
}

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
