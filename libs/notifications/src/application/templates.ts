import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { LOCALES, type Locale, OCCASIONS, type Occasion } from '@evidesk/profiles';
import { type Static, Type } from 'typebox';
import Value from 'typebox/value';
import { parse } from 'yaml';

const closed = { additionalProperties: false };
const line = Type.String({ minLength: 1 });
const TextsSchema = Type.Object({ subject: line, body: line }, closed);
const OccasionTextsSchema = Type.Object({ email: TextsSchema, in_app: TextsSchema }, closed);

const TemplatesSchema = Type.Object(
  {
    /** Codes of parameters in words: `clock.response`. */
    words: Type.Record(line, line),
    /** Ends every e-mail. */
    footer: line,
    occasions: Type.Object(
      Object.fromEntries(OCCASIONS.map((occasion) => [occasion, OccasionTextsSchema])) as Record<
        Occasion,
        typeof OccasionTextsSchema
      >,
      closed,
    ),
  },
  closed,
);
/** What people are told, in one language. */
export type Templates = Static<typeof TemplatesSchema>;

/** The templates that ship, by language. @throws Error when they are broken: none such is to be shipped */
export function loadTemplates(): ReadonlyMap<Locale, Templates> {
  return new Map(LOCALES.map((locale) => [locale, templatesOf(locale)]));
}

/** `src/application` and `dist/application` lie equally deep below the folder. */
function templatesOf(locale: Locale): Templates {
  const file = fileURLToPath(new URL(`../../templates/${locale}.yaml`, import.meta.url));
  const value: unknown = parse(readFileSync(file, 'utf8'));
  if (Value.Check(TemplatesSchema, value)) return value;
  const [first] = Value.Errors(TemplatesSchema, value);
  throw new Error(`${file}: ${first?.instancePath ?? ''} ${first?.message ?? 'is broken'}`);
}
