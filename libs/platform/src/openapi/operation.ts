import type { JsonObject, JsonValue } from '@evidesk/kernel';
import { ACCESS, type Access } from '../auth/decorators.js';
import { FROM_REQUEST } from '../http/command-meta.js';
import { CONSUMES } from '../http/media-types.js';
import { VIEW } from '../http/read-your-writes.js';
import { REFUSES } from '../http/route-metadata.js';
import type { Route, RouteInput } from '../http/routes.js';
import { declaresFields, referenceTo, schemasOf } from './schema-of.js';

/** An operation of an OpenAPI document, as far as it is filled in here. */
export interface Operation {
  operationId?: string;
  tags?: string[];
  description?: string;
  parameters?: JsonObject[];
  requestBody?: JsonObject;
  responses?: { [status: string]: JsonObject };
  security?: JsonObject[];
}

const JSON_TYPE = 'application/json';
const TEXT: JsonObject = { type: 'string' };
const UUID: JsonObject = { type: 'string', format: 'uuid' };
const COMMAND_ANSWER: JsonObject = { $ref: '#/components/schemas/CommandAnswer' };
/** Where `@ApiProduces()` keeps what it was given. */
const PRODUCES = 'swagger/apiProduces';
const FIELDS_PARAMETER: JsonObject = {
  name: 'fields',
  in: 'query',
  required: false,
  description:
    'Only these fields of the answer, or of each of its items: `number,status`; those within by dots. Others are missing then, also those that the schema requires',
  schema: { type: 'string', maxLength: 1_000 },
};

/** Fills in what the decorators of a route say: body, query and path schemas, headers, permission and problems. */
export function describeOperation(
  operation: Operation,
  route: Route,
  { method, path, answer }: { readonly method: string; readonly path: string; readonly answer?: JsonObject },
): void {
  const access = route.metadata<Access>(ACCESS);
  const body = route.inputs.find((input) => input.source === 'body' && input.field === undefined);
  const command = reads(route, FROM_REQUEST.commandMeta);
  operation.parameters = parametersOf(operation, route, path, command);
  if (method === 'get' && path.startsWith('/v1/')) operation.parameters.push(FIELDS_PARAMETER);
  if (body !== undefined) operation.requestBody = bodyOf(body, route);
  operation.responses = {
    ...successes(operation.responses ?? {}, contentOf(route, command ? (answer ?? COMMAND_ANSWER) : answer), command),
    ...problems(route, { command, body: body !== undefined, path }),
  };
  operation.description ??= inWords(access, command);
  if (access?.kind === 'permission') {
    operation.security = [{ bearer: [] }];
    Object.assign(operation, { 'x-permission': access.permission });
  }
}

function inWords(access: Access | undefined, command: boolean): string {
  const who = access?.kind === 'permission' ? `Needs the permission \`${access.permission}\`.` : 'Needs no token.';
  return command ? `${who} Sent again with the same \`Idempotency-Key\`, it is carried out once.` : who;
}

function bodyOf(body: RouteInput, route: Route): JsonObject {
  const content: { [mediaType: string]: JsonValue } = {};
  if (declaresFields(body.type)) content[JSON_TYPE] = { schema: referenceTo(body.type) };
  for (const mediaType of route.metadata<readonly string[]>(CONSUMES) ?? []) content[mediaType] = { schema: TEXT };
  if (Object.keys(content).length === 0) content[JSON_TYPE] = {};
  return { required: requiresBody(body), content };
}

function requiresBody(body: RouteInput): boolean {
  if (!declaresFields(body.type)) return true;
  const { name, schemas } = schemasOf(body.type);
  return schemas[name]?.['required'] !== undefined;
}

function parametersOf(operation: Operation, route: Route, path: string, command: boolean): JsonObject[] {
  const found = new Map<string, JsonObject>();
  const add = (parameter: JsonObject): void => {
    found.set(`${String(parameter['in'])}:${String(parameter['name'])}`, parameter);
  };
  for (const parameter of operation.parameters ?? []) if (parameter['name'] !== undefined) add(parameter);
  const ids = new Set(route.inputs.flatMap(({ isId, field }) => (isId === true ? (field ?? []) : [])));
  for (const [, name = ''] of path.matchAll(/\{(\w+)\}/g))
    add({ name, in: 'path', required: true, schema: ids.has(name) ? UUID : TEXT });
  for (const input of route.inputs) {
    if ((input.source !== 'query' && input.source !== 'param') || !declaresFields(input.type)) continue;
    const { name, schemas } = schemasOf(input.type);
    const properties = (schemas[name]?.['properties'] ?? {}) as { readonly [field: string]: JsonObject };
    const required = (schemas[name]?.['required'] ?? []) as readonly string[];
    const place = input.source === 'query' ? 'query' : 'path';
    for (const [field, schema] of Object.entries(properties)) {
      add({ name: field, in: place, required: place === 'path' || required.includes(field), schema });
    }
  }
  for (const [name, description, pattern] of headersOf(route, command))
    add({ name, in: 'header', required: false, description, schema: { ...TEXT, pattern } });
  return [...found.values()];
}

function* headersOf(route: Route, command: boolean): Generator<readonly [name: string, doc: string, pattern: string]> {
  if (command) {
    yield ['Idempotency-Key', 'The same key for the same path is the same command, carried out once', '^[ -~]{1,255}$'];
    yield ['Evidesk-On-Behalf-Of', 'For whom the caller acts; noted, and gives no rights', '^[!-~]{1,128}$'];
  }
  if (reads(route, FROM_REQUEST.expectedRevision))
    yield [
      'If-Match',
      'The ETag that the caller has seen; 412 when it is no longer so',
      '^((W/)?"(0|[1-9][0-9]{0,14})"|[*])$',
    ];
  if (route.metadata(VIEW) !== undefined)
    yield ['Evidesk-After', 'Answer from a view that has reached this position', '^[!-~]{1,128}$'];
}

/** What an answer may come as: JSON of the schema, and texts and files in the other media types that the route names. */
function contentOf(route: Route, answer: JsonObject | undefined): { readonly [mediaType: string]: JsonObject } {
  const types = route.metadata<readonly string[]>(PRODUCES) ?? (answer === undefined ? [] : [JSON_TYPE]);
  return Object.fromEntries(
    types.map((type) => [type, { schema: type === JSON_TYPE && answer !== undefined ? answer : TEXT }]),
  );
}

function successes(
  responses: { readonly [status: string]: JsonObject },
  content: { readonly [mediaType: string]: JsonObject },
  command: boolean,
): { [status: string]: JsonObject } {
  const headers: JsonObject = command ? { ETag: { schema: TEXT }, 'Evidesk-Position': { schema: TEXT } } : {};
  return Object.fromEntries(
    Object.entries(responses).map(([status, response]) => [
      status,
      {
        ...response,
        description:
          String(response['description'] ?? '') || (command ? 'It is done, and on disk' : 'What was asked for'),
        ...(Object.keys(headers).length > 0 && { headers }),
        ...(response['content'] === undefined && Object.keys(content).length > 0 && { content }),
      },
    ]),
  );
}

function problems(
  route: Route,
  has: { readonly command: boolean; readonly body: boolean; readonly path: string },
): { [status: string]: JsonObject } {
  const names: { [status: string]: string } = { 400: 'BadRequest', 500: 'Failure', 503: 'Unavailable' };
  if (route.metadata<Access>(ACCESS)?.kind === 'permission')
    Object.assign(names, { 401: 'Unauthorized', 403: 'Forbidden', 429: 'TooMany' });
  const refuses = route.metadata<readonly number[]>(REFUSES) ?? [];
  if (has.path.includes('{') || has.command || refuses.includes(404)) names[404] = 'NotFound';
  if (has.command || refuses.includes(409)) names[409] = 'Conflict';
  if (has.command) names[422] = 'KeyReused';
  if (reads(route, FROM_REQUEST.expectedRevision)) names[412] = 'Stale';
  if (has.body) Object.assign(names, { 413: 'TooLarge', 415: 'MediaType' });
  return Object.fromEntries(
    Object.entries(names).map(([status, name]) => [status, { $ref: `#/components/responses/${name}` }]),
  );
}

function reads(route: Route, factory: unknown): boolean {
  return route.inputs.some((input) => input.factory === factory);
}
