import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ProcessProfile } from '../contract/process-profile.js';
import { readProfileYaml } from './read-profile-yaml.js';

/** The profile that is in force when an operator chooses none. */
export const DEFAULT_PROFILE = 'std-4tier';

/** A preset as it ships. */
export interface ShippedProfile {
  readonly name: string;
  readonly file: string;
  readonly yaml: string;
}

/** The folder of the presets. `src/application` and `dist/application` lie equally deep below it. */
export function shippedProfilesFolder(): string {
  return fileURLToPath(new URL('../../../../profiles/', import.meta.url));
}

/** The presets that ship, by name. */
export async function shippedProfiles(folder = shippedProfilesFolder()): Promise<readonly ShippedProfile[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.yaml')).sort();
  return Promise.all(
    files.map(async (file) => ({
      name: basename(file, '.yaml'),
      file: join(folder, file),
      yaml: await readFile(join(folder, file), 'utf8'),
    })),
  );
}

/** One preset, checked. @throws Error when there is none of this name or when it is broken: neither is to be shipped */
export async function loadShippedProfile(name: string): Promise<ProcessProfile> {
  const yaml = await readFile(join(shippedProfilesFolder(), `${name}.yaml`), 'utf8');
  const read = readProfileYaml(yaml);
  if (read.profile !== undefined) return read.profile;
  const [first] = read.findings;
  throw new Error(`${name}.yaml:${first?.line ?? 0}: ${first?.message ?? 'is broken'}`);
}
