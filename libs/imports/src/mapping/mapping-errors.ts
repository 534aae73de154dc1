import { IANAZone } from 'luxon';
import type { Mapping } from './mapping.schema.js';
import { compileTemplate } from './template.js';

/** What a schema can't say of a mapping: templates, patterns and zones that do not hold. */
export function mappingErrors(mapping: Mapping): readonly { readonly path: string; readonly message: string }[] {
  const errors: { path: string; message: string }[] = [];
  const attempt = (path: string, check: () => unknown) => {
    try {
      check();
    } catch (error) {
      errors.push({ path, message: error instanceof Error ? error.message : String(error) });
    }
  };
  for (const { path, template } of templatesOf(mapping)) attempt(path, () => compileTemplate(template));
  mapping.tier?.patterns.forEach(({ matches }, index) =>
    attempt(`/tier/patterns/${index}/matches`, () => new RegExp(matches, 'iu')),
  );
  if (!IANAZone.isValidZone(mapping.times.zone)) {
    errors.push({ path: '/times/zone', message: `there is no time zone ${mapping.times.zone}` });
  }
  return errors;
}

/** Every template of a mapping and where it stands. */
export function templatesOf(mapping: Mapping): readonly { readonly path: string; readonly template: string }[] {
  const { row, incident, status, assignment = {}, tier, resolution = {}, closing, texts = {} } = mapping;
  const { system: _system, ...fields } = incident;
  const groups = { row, incident: fields, assignment, resolution, closing, texts };
  return [
    { path: '/status/from', template: status.from },
    ...(tier === undefined ? [] : [{ path: '/tier/from', template: tier.from }]),
    ...Object.entries(groups).flatMap(([group, members]) =>
      Object.entries(members as Readonly<Record<string, string | { readonly from: string } | undefined>>).flatMap(
        ([name, field]) => {
          if (field === undefined) return [];
          return typeof field === 'string'
            ? [{ path: `/${group}/${name}`, template: field }]
            : [{ path: `/${group}/${name}/from`, template: field.from }];
        },
      ),
    ),
  ];
}
