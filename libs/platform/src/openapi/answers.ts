import type { JsonObject } from '@evidesk/kernel';

/** What routes answer: a schema for each operation, and the named ones to which those refer. */
export interface AnswerSchemas {
  /** By `Controller.method`. */
  readonly operations: { readonly [operation: string]: JsonObject };
  readonly schemas: { readonly [name: string]: JsonObject };
}

const REFERENCE = '#/components/schemas/';

/** The same schemas, with other names where these are taken by what requests are made of. */
export function besides(taken: { readonly [name: string]: unknown }, answers: AnswerSchemas): AnswerSchemas {
  let text = JSON.stringify(answers.operations);
  let inner = JSON.stringify(answers.schemas);
  for (const name of Object.keys(answers.schemas)) {
    if (taken[name] === undefined) continue;
    const [from, to] = [JSON.stringify(REFERENCE + name), JSON.stringify(`${REFERENCE}${name}Answer`)];
    text = text.replaceAll(from, to);
    inner = inner.replaceAll(from, to);
  }
  const schemas = JSON.parse(inner) as AnswerSchemas['schemas'];
  return {
    operations: JSON.parse(text) as AnswerSchemas['operations'],
    schemas: Object.fromEntries(
      Object.entries(schemas).map(([name, schema]) => [taken[name] === undefined ? name : `${name}Answer`, schema]),
    ),
  };
}
