import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

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
