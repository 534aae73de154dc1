import { DomainError } from '@evidesk/kernel';

const FIELDS = /^[A-Za-z_][\w-]*(?:\.[A-Za-z_][\w-]*){0,4}(?:,[A-Za-z_][\w-]*(?:\.[A-Za-z_][\w-]*){0,4})*$/;
const LONGEST = 1_000;
const MOST_FIELDS = 50;

/** What of an answer is wanted: field → what of that field, or all of it. */
export type Fields = ReadonlyMap<string, Fields | true>;

type Tree = Map<string, Tree | true>;

/**
 * Reads `fields=number,status,incident.title`.
 * @throws DomainError `request.invalid`
 */
export function fieldsIn(text: unknown): Fields {
  const names = typeof text === 'string' && text.length <= LONGEST && FIELDS.test(text) ? text.split(',') : [];
  if (names.length === 0 || names.length > MOST_FIELDS) {
    const detail = `must name 1 to ${MOST_FIELDS} fields, separated by commas, those within by dots`;
    throw new DomainError('invalid', 'request.invalid', 'the query is not acceptable', {}, [
      { pointer: '/fields', code: 'pattern', detail },
    ]);
  }
  const tree: Tree = new Map();
  for (const name of names) plant(tree, name.split('.'));
  return tree;
}

/** Only the fields that are wanted, and always `id`; of a page, of each of its items. What is not there is left out. */
export function sparse(body: object, fields: Fields): object {
  const { items } = body as { readonly items?: unknown };
  if (!Array.isArray(items)) return pick(body, fields, true);
  return { ...body, ...{ items: items.map((item: unknown) => picked(item, fields, true)) } };
}

function plant(tree: Tree, [head = '', ...rest]: readonly string[]): void {
  const known = tree.get(head);
  if (known === true) return;
  if (rest.length === 0) {
    tree.set(head, true);
    return;
  }
  const below: Tree = known ?? new Map<string, Tree | true>();
  tree.set(head, below);
  plant(below, rest);
}

function picked(value: unknown, fields: Fields | true, top = false): unknown {
  if (fields === true || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item: unknown) => picked(item, fields));
  return pick(value, fields, top);
}

function pick(value: object, fields: Fields, top: boolean): object {
  const found: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(value)) {
    const wanted = fields.get(name) ?? (top && name === 'id' ? true : undefined);
    if (wanted !== undefined) found[name] = picked(member, wanted);
  }
  return found;
}
