import { SETTINGS, type Setting } from './schema.js';

/** The table of all settings in Markdown, as the documentation shows it. */
export function configTable(): string {
  const rows = SETTINGS.map((setting) => {
    const { env, schema, secret } = setting;
    const note = secret ? ` Secret: never logged; or \`${env}_FILE\`, a file that holds it.` : '';
    return `| \`${env}\` | ${typeOf(schema)} | ${defaultOf(schema)} | ${String(schema['description'])}${note} |`;
  });
  return ['| Variable | Type | Default | Meaning |', '| --- | --- | --- | --- |', ...rows].join('\n') + '\n';
}

function typeOf(schema: Setting['schema']): string {
  const options = schema['enum'];
  if (Array.isArray(options)) return options.map((option) => `\`${String(option)}\``).join(', ');
  const { minimum, maximum } = schema;
  const bounds = minimum === undefined ? '' : `, ${String(minimum)} to ${String(maximum)}`;
  return `${String(schema['type'])}${bounds}`;
}

function defaultOf(schema: Setting['schema']): string {
  if (schema['defaultText'] !== undefined) return String(schema['defaultText']);
  return schema['default'] === undefined ? '(not set)' : `\`${String(schema['default'])}\``;
}
