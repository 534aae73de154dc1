import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DomainError } from '@evidesk/kernel';
import type { Mapping } from './mapping.schema.js';
import { readMappingYaml } from './read-mapping-yaml.js';

/** The folder of the mappings. `src/mapping` and `dist/mapping` lie equally deep below it. */
const FOLDER = fileURLToPath(new URL('../../../../mappings/', import.meta.url));

/** The names of the mappings that ship. */
export async function shippedMappings(): Promise<readonly string[]> {
  const files = await readdir(FOLDER);
  return files
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => basename(file, '.yaml'))
    .sort();
}

/** A mapping that ships. @throws DomainError when there is none of this name */
export async function loadShippedMapping(name: string): Promise<Mapping> {
  const names = await shippedMappings();
  if (!names.includes(name)) {
    throw new DomainError('not-found', 'import.unknown-mapping', `there is no mapping ${name}`, { mappings: names });
  }
  return parseMapping(await readFile(join(FOLDER, `${name}.yaml`), 'utf8'));
}

/** A mapping from YAML. @throws DomainError naming all that is wrong with it, each with its line */
export function parseMapping(yaml: string): Mapping {
  const { mapping, findings } = readMappingYaml(yaml);
  if (mapping !== undefined) return mapping;
  const [first] = findings;
  throw new DomainError(
    'invalid',
    'import.bad-mapping',
    `the mapping is not acceptable: line ${first?.line}: ${first?.path} ${first?.message}`,
    {},
    findings.map(({ path, line, message }) => ({ pointer: path, code: 'mapping', detail: `line ${line}: ${message}` })),
  );
}
