import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { BlockReservedSchema } from '@evidesk/numbering';
import { ProfilePublishedSchema } from '@evidesk/profiles';
import { parseTemplate, type Placeholder, placeholdersOf } from '../../domain/template.js';
import { FORMS } from '../../domain/values.js';
import { sentenceOf, WORD_KINDS, wordFor } from './catalogue.js';

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly enum?: readonly string[];
}

const LIBS = fileURLToPath(new URL('../../../../', import.meta.url));

/** Every event type that some context publishes: whatever a contract calls its event schemas. */
async function publishedSchemas(): Promise<Readonly<Record<string, Schema>>> {
  const found: Record<string, Schema> = {
    'profile.published': ProfilePublishedSchema as Schema,
    'numbering.block-reserved': BlockReservedSchema as Schema,
  };
  for (const lib of readdirSync(LIBS)) {
    const folder = `${LIBS}${lib}/src/contract/`;
    if (!existsSync(folder)) continue;
    for (const file of readdirSync(folder).filter((name) => name.endsWith('-events.ts'))) {
      const exported = (await import(folder + file)) as Readonly<Record<string, unknown>>;
      for (const [name, schemas] of Object.entries(exported))
        if (name.endsWith('EventSchemas')) Object.assign(found, schemas);
    }
  }
  return found;
}
const SCHEMAS = Object.entries(await publishedSchemas());

const PROFILE_KINDS = [
  'type',
  'category',
  'cause',
  'channel',
  'priority',
  'outcome',
  'pauseReason',
  'stage',
  'tier',
  'role',
  'service',
];
const LANGUAGES = ['en', 'zh-CN'] as const;

/** The schema of a field, and whether it is always there. */
function find(schema: Schema, path: string): { readonly schema: Schema; readonly always: boolean } | undefined {
  let at = schema;
  let always = true;
  for (const name of path.split('.')) {
    const next = at.properties?.[name];
    if (next === undefined) return undefined;
    always &&= at.required?.includes(name) ?? false;
    at = next;
  }
  return { schema: at, always };
}

const fieldsOf = (template: string): readonly Placeholder[] =>
  placeholdersOf(parseTemplate(template)).filter(({ path }) => path !== '@actor');

describe('The catalogue of sentences', () => {
  it('is held against every context', () => {
    const contexts = new Set(SCHEMAS.map(([type]) => type.split('.', 1)[0]));
    expect([...contexts]).toEqual(expect.arrayContaining(['incident', 'change', 'problem', 'ci', 'contact', 'report']));
  });

  it.each(SCHEMAS)('S1-39 says %s in both languages, with fields that the event has', (type, schema) => {
    const sentence = sentenceOf(type);
    expect(sentence).toBeDefined();
    for (const language of LANGUAGES) {
      const fields = fieldsOf(sentence?.[language] ?? '');
      const unknown = fields.filter(({ path }) => find(schema, path) === undefined);
      expect(unknown).toEqual([]);
      const maybeAbsent = fields.filter(({ path, optional }) => !optional && find(schema, path)?.always !== true);
      expect(maybeAbsent).toEqual([]);
    }
    const [english, chinese] = LANGUAGES.map((language) =>
      fieldsOf(sentence?.[language] ?? '').map(({ path }) => path),
    );
    expect([...(chinese ?? [])].sort()).toEqual([...(english ?? [])].sort());
  });

  it.each(SCHEMAS)('has a word for every code that %s may hold', (type, schema) => {
    for (const { path, form } of fieldsOf(sentenceOf(type)?.en ?? '')) {
      if (form === undefined || form in FORMS || PROFILE_KINDS.includes(form)) continue;
      expect(WORD_KINDS).toContain(form);
      const codes = find(schema, path)?.schema.enum ?? [];
      expect(codes.filter((code) => wordFor(form, code) === undefined)).toEqual([]);
    }
  });

  it('names whoever did it in every sentence', () => {
    const silent = SCHEMAS.filter(([type]) => LANGUAGES.some((lang) => !sentenceOf(type)?.[lang].includes('{@actor}')));
    expect(silent.map(([type]) => type)).toEqual([]);
  });
});
