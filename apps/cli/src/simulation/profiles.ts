import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Config } from '@evidesk/platform';
import { type ProcessProfile, ProfileRegistry, readProfileYaml, shippedProfiles } from '@evidesk/profiles';
import { eventsFile } from '@evidesk/worker';
import { CliError } from '../cli-error.js';
import { EXIT } from '../exit-codes.js';
import { withEvents } from '../reading.js';

/** A profile to simulate under, and what to call it. */
export interface NamedProfile {
  readonly label: string;
  readonly profile: ProcessProfile;
}

/**
 * Finds profiles by what an operator wrote: a YAML file, or the name of a profile that the desk has published or that
 * ships. Those of one name are told apart by their files.
 * @throws CliError for an unknown one (5), and with every finding and its line for one that is no profile (3)
 */
export async function findProfiles(config: Config, wanted: readonly string[]): Promise<readonly NamedProfile[]> {
  const found: { readonly from: string; readonly profile: ProcessProfile }[] = [];
  for (const each of wanted) {
    const profile = isFile(each) ? await fromFile(each) : await byName(config, each);
    found.push({ from: isFile(each) ? basename(each) : each, profile });
  }
  return found.map(({ from, profile }, index) => {
    const { name } = profile;
    const alone = found.filter((other) => other.profile.name === name).length === 1;
    const same = found.filter((other) => other.from === from).length === 1;
    return { label: alone ? name : same && from !== name ? `${name} (${from})` : `${name} (${index + 1})`, profile };
  });
}

const isFile = (wanted: string): boolean => /\.ya?ml$/i.test(wanted) || /[\\/]/.test(wanted);

async function fromFile(file: string): Promise<ProcessProfile> {
  const read = readProfileYaml(await readFile(file, 'utf8'));
  if (read.profile !== undefined) return read.profile;
  const findings = read.findings.map(
    ({ line, column, path, message }) => `${file}:${line}:${column}: ${path} ${message}`,
  );
  throw new CliError(findings.join('\n'), EXIT.refused, 'profile.invalid');
}

async function byName(config: Config, name: string): Promise<ProcessProfile> {
  const published = await publishedProfile(config, name);
  if (published !== undefined) return published;
  const presets = await shippedProfiles();
  const preset = presets.find((each) => each.name === name);
  if (preset !== undefined) return fromFile(preset.file);
  const names = presets.map((each) => each.name).join(', ');
  const message = `there is no profile ${name}: give a YAML file, a profile of this desk, or one of ${names}`;
  throw new CliError(message, EXIT.notFound, 'profile.not-found');
}

/** The version in force on this desk, if there is a desk and it has such a profile. */
async function publishedProfile(config: Config, name: string): Promise<ProcessProfile | undefined> {
  if (config.eventStoreUrl === undefined && !existsSync(eventsFile(config))) return undefined;
  return withEvents(config, async (store) => {
    const registry = new ProfileRegistry(store);
    await registry.start();
    try {
      return registry.versions(name).length > 0 ? registry.inForce(name).definition : undefined;
    } finally {
      await registry.stop();
    }
  });
}
