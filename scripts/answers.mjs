#!/usr/bin/env node
// Writes apps/api/openapi/answers.json: what each route answers, as JSON Schema, from the types that its method returns.
// So the description of the API can not say anything else than the code. `--check` only compares.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import ts from 'typescript';

const root = fileURLToPath(new URL('..', import.meta.url));
const FILE = join(root, 'apps/api/openapi/answers.json');

const { config } = ts.readConfigFile(join(root, 'tsconfig.test.json'), ts.sys.readFile);
config.include = ['libs/*/src/**/*.ts', 'apps/*/src/**/*.ts'];
config.exclude = ['**/*spec.ts'];
const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
const files = ts.sys.readDirectory(
  root,
  ['.ts'],
  ['**/dist', '**/node_modules'],
  ['libs/*/src/**/*.http.ts', 'apps/*/src/**/*.http.ts'],
);
const controllers = [
  ...files,
  ...ts.sys.readDirectory(root, ['.ts'], ['**/dist'], ['libs/platform/src/http/health.controller.ts']),
].sort();
const program = ts.createProgram(controllers, { ...options, noEmit: true });
const checker = program.getTypeChecker();

/** Whatever JSON can hold. */
const ANYTHING = { JsonValue: {}, JsonObject: { type: 'object' }, JsonArray: { type: 'array' } };

/** Named schemas by name, and the type behind each name. */
const schemas = {};
const named = new Map();
const names = new Map();

const operations = {};
for (const file of controllers) {
  const source = program.getSourceFile(file);
  if (source === undefined) throw new Error(`${file} can not be read`);
  ts.forEachChild(source, (node) => {
    if (!ts.isClassDeclaration(node) || !hasDecorator(node, ['Controller'])) return;
    for (const member of node.members) {
      if (!ts.isMethodDeclaration(member) || !hasDecorator(member, ['Get', 'Post', 'Put', 'Delete'])) continue;
      const operation = `${node.name.text}.${member.name.getText()}`;
      const answer = returned(member) ?? sent(member);
      if (answer !== undefined) operations[operation] = schemaOf(answer, operation);
    }
  });
}

function hasDecorator(node, wanted) {
  return (ts.getDecorators(node) ?? []).some(
    ({ expression }) => ts.isCallExpression(expression) && wanted.includes(expression.expression.getText()),
  );
}

function returned(method) {
  return unwrapped(checker.getReturnTypeOfSignature(checker.getSignatureFromDeclaration(method)));
}

/** What a method sends itself: the object in `reply.send(…)`. */
function sent(node) {
  if (
    ts.isCallExpression(node) &&
    ts.isPropertyAccessExpression(node.expression) &&
    node.expression.name.text === 'send'
  ) {
    const [argument] = node.arguments;
    return argument === undefined ? undefined : unwrapped(checker.getTypeAtLocation(argument));
  }
  return ts.forEachChild(node, sent);
}

/** What a promise comes to; nothing for texts, bytes and streams. */
function unwrapped(type) {
  const awaited = checker.getAwaitedType(type) ?? type;
  const isNothing =
    (awaited.flags & (ts.TypeFlags.Void | ts.TypeFlags.Undefined | ts.TypeFlags.Never | ts.TypeFlags.Any)) !== 0;
  if (isNothing || !isJson(awaited)) return undefined;
  return awaited;
}

/** Texts, bytes and streams are sent as they are. */
function isJson(type) {
  const parts = type.isUnion() ? type.types : [type];
  return parts.every(
    (part) =>
      (part.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection)) !== 0 &&
      part.symbol?.name !== 'Buffer' &&
      checker.getPropertyOfType(part, 'pipe') === undefined,
  );
}

function schemaOf(type, where) {
  const { flags } = type;
  const anything = ANYTHING[(type.aliasSymbol ?? type.symbol)?.name];
  if (anything !== undefined) return anything;
  if (flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) return {};
  if (flags & ts.TypeFlags.Null) return { type: 'null' };
  if (type.isStringLiteral() || type.isNumberLiteral()) return { const: type.value };
  if (flags & ts.TypeFlags.BooleanLiteral) return { const: type.intrinsicName === 'true' };
  if (flags & ts.TypeFlags.StringLike) return { type: 'string' };
  if (flags & ts.TypeFlags.NumberLike) return { type: 'number' };
  if (flags & ts.TypeFlags.BooleanLike) return { type: 'boolean' };
  if (type.isUnion())
    return type.aliasSymbol === undefined || isPlain(type)
      ? unionOf(type, where)
      : reference(type, type.aliasSymbol.name, where, unionOf);
  if (flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection | ts.TypeFlags.NonPrimitive))
    return objectOrList(type, where);
  throw new Error(`${where}: ${checker.typeToString(type)} has no JSON Schema`);
}

/** Words and numbers need no name of their own. */
function isPlain(type) {
  return type.types.every((part) => (part.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection)) === 0);
}

/** A text, a number, a list, an object …: `JsonValue` under another name. */
function isAnything({ types }) {
  const { String: text, Number: number, Null: nothing, Object: object } = ts.TypeFlags;
  return [text, number, nothing, object].every((flag) => types.some((part) => part.flags & flag));
}

function unionOf(type, where) {
  if (isAnything(type)) return {};
  const parts = type.types.filter((part) => (part.flags & (ts.TypeFlags.Undefined | ts.TypeFlags.Void)) === 0);
  const literals = parts.filter((part) => part.isStringLiteral() || part.isNumberLiteral()).map(({ value }) => value);
  const booleans = parts.filter((part) => part.flags & ts.TypeFlags.BooleanLiteral);
  const rest = parts.filter((part) => !part.isStringLiteral() && !part.isNumberLiteral() && !booleans.includes(part));
  const found = new Map();
  const add = (schema) => found.set(JSON.stringify(schema), schema);
  if (literals.length > 0) add(enumOf(literals));
  if (booleans.length === 2) add({ type: 'boolean' });
  if (booleans.length === 1) add(schemaOf(booleans[0], where));
  for (const part of rest) add(schemaOf(part, where));
  const all = [...found.values()];
  return all.length === 1 ? all[0] : { anyOf: all };
}

function enumOf(literals) {
  const types = new Set(literals.map((literal) => typeof literal));
  const sorted = [...literals].sort();
  return types.size === 1 ? { type: [...types][0], enum: sorted } : { enum: sorted };
}

function objectOrList(type, where) {
  if (checker.isTupleType(type)) {
    const items = checker.getTypeArguments(type).map((item) => schemaOf(item, where));
    const isFixed = type.target.fixedLength === items.length && type.target.minLength === items.length;
    if (isFixed) return { type: 'array', prefixItems: items, minItems: items.length, maxItems: items.length };
    return { type: 'array', items: items.length === 1 ? items[0] : { anyOf: items } };
  }
  if (checker.isArrayType(type)) return { type: 'array', items: schemaOf(checker.getTypeArguments(type)[0], where) };
  if (type.getCallSignatures().length > 0) throw new Error(`${where}: a function is no answer`);
  const name = nameOf(type);
  return name === undefined ? propertiesOf(type, where) : reference(type, name, where, propertiesOf);
}

/** `IncidentView`, `PageOfQueueItem`; none for what is written in place. */
function nameOf(type) {
  const symbol = type.aliasSymbol ?? type.symbol;
  const own = symbol?.name;
  if (
    own === undefined ||
    own.startsWith('__') ||
    /^(Readonly|Partial|Required|Pick|Omit|Record|Extract|Exclude|Object)$/.test(own)
  )
    return undefined;
  const inner =
    type.aliasSymbol !== undefined
      ? (type.aliasTypeArguments ?? [])
      : type.flags & ts.TypeFlags.Object && type.objectFlags & ts.ObjectFlags.Reference
        ? checker.getTypeArguments(type)
        : [];
  const innerNames = inner.map((argument) => nameOf(argument));
  if (innerNames.includes(undefined)) return undefined;
  return [own, ...innerNames].join('Of');
}

function reference(type, name, where, write) {
  if (!named.has(type)) {
    const taken = names.get(name) ?? 0;
    names.set(name, taken + 1);
    const free = taken === 0 ? name : `${name}${taken + 1}`;
    named.set(type, free);
    schemas[free] = {};
    schemas[free] = write(type, `${where} ${free}`);
  }
  return { $ref: `#/components/schemas/${named.get(type)}` };
}

function propertiesOf(type, where) {
  const properties = {};
  const required = [];
  for (const property of checker.getPropertiesOfType(type)) {
    const declared = checker.getTypeOfSymbol(property);
    const value = checker.getNonNullableType(declared);
    if (value.getCallSignatures().length > 0 || property.name.startsWith('__')) continue;
    const parts = declared.isUnion() ? declared.types : [declared];
    const mayLack =
      (property.flags & ts.SymbolFlags.Optional) !== 0 || parts.some((part) => part.flags & ts.TypeFlags.Undefined);
    properties[property.name] = withDoc(schemaOf(without(declared), `${where}.${property.name}`), property);
    if (!mayLack) required.push(property.name);
  }
  const index = checker.getIndexInfoOfType(type, ts.IndexKind.String);
  return {
    type: 'object',
    ...(Object.keys(properties).length > 0 && { properties }),
    ...(required.length > 0 && { required }),
    ...(index !== undefined && { additionalProperties: schemaOf(without(index.type), `${where}[]`) }),
  };
}

/** A type without `undefined`, keeping `null`. */
function without(type) {
  if (!type.isUnion() || !type.types.some((part) => part.flags & ts.TypeFlags.Undefined)) return type;
  const rest = type.types.filter((part) => (part.flags & ts.TypeFlags.Undefined) === 0);
  return rest.length === 1
    ? rest[0]
    : Object.assign(Object.create(Object.getPrototypeOf(type)), type, { types: rest, aliasSymbol: undefined });
}

function withDoc(schema, symbol) {
  const text = ts.displayPartsToString(symbol.getDocumentationComment(checker)).replaceAll(/\s+/g, ' ').trim();
  return text === '' || schema.$ref !== undefined ? schema : { ...schema, description: text };
}

const sorted = (object) => Object.fromEntries(Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1)));
const content = await format(JSON.stringify({ operations: sorted(operations), schemas: sorted(schemas) }), {
  ...(await resolveConfig(FILE)),
  parser: 'json',
});
if (process.argv.includes('--check')) {
  let before = '';
  try {
    before = readFileSync(FILE, 'utf8');
  } catch {
    // Not there yet: stale.
  }
  if (before !== content) {
    process.stderr.write('out of date, run `npm run docs`: apps/api/openapi/answers.json\n');
    process.exitCode = 1;
  }
} else {
  mkdirSync(dirname(FILE), { recursive: true });
  writeFileSync(FILE, content);
}
