import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { lazily } from '@evidesk/kernel';
import { Ajv } from 'ajv';
import { parse } from 'yaml';
import { type InboundMapping, InboundMappingSchema, type InboundName } from './inbound-mapping.js';

/** The mappings that ship. `src/mapping` and `dist/mapping` lie equally deep below their folder. */
const SHIPPED = fileURLToPath(new URL('../../../../mappings/inbound/', import.meta.url));

const validator = lazily(() => {
  const ajv = new Ajv({ allErrors: true, strict: false, allowUnionTypes: true });
  return { ajv, validate: ajv.compile<InboundMapping>(InboundMappingSchema) };
});

/**
 * Reads the mapping of a way in.
 * @param folder the operator's own mappings; what is not there is taken from those that ship
 * @throws Error naming the file and all that is wrong with it
 */
export async function loadInboundMapping(name: InboundName, folder?: string): Promise<InboundMapping> {
  const own = folder === undefined ? undefined : await textOf(join(folder, `${name}.yaml`));
  const yaml = own ?? (await readFile(join(SHIPPED, `${name}.yaml`), 'utf8'));
  return parseInboundMapping(name, yaml);
}

/** A mapping from YAML. @throws Error naming all that is wrong with it */
export function parseInboundMapping(name: InboundName, yaml: string): InboundMapping {
  const mapping: unknown = parse(yaml);
  const { ajv, validate } = validator();
  if (!validate(mapping)) throw new Error(`the mapping ${name}: ${ajv.errorsText(validate.errors, { dataVar: name })}`);
  if (mapping.name !== name) throw new Error(`the mapping ${name} calls itself ${mapping.name}`);
  return mapping;
}

async function textOf(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
