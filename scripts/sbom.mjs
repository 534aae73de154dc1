#!/usr/bin/env node
// Prints the bill of materials (CycloneDX) of what runs in production, by the lockfile. `npm sbom --omit dev` would do,
// but it leaves out whatever a development package needs too; so the whole is asked for, and the rest taken out here.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { productionPackages } from './production-packages.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const args = ['sbom', '--sbom-format', 'cyclonedx', '--sbom-type', 'application', '--package-lock-only'];
const { stdout, stderr, status } = spawnSync('npm', args, {
  cwd: root,
  encoding: 'utf8',
  maxBuffer: 256 * 1024 * 1024,
  shell: process.platform === 'win32',
});
if (status !== 0) {
  process.stderr.write(stderr);
  process.exit(1);
}

const bom = JSON.parse(stdout);
const { name, version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const wanted = new Set(productionPackages().map((one) => `${one.name}@${one.version}`));
const components = bom.components.filter((component) => wanted.has(nameOf(component)));
const missing = [...wanted].filter((one) => !components.some((component) => nameOf(component) === one));
if (missing.length > 0) throw new Error(`npm says nothing of ${missing.join(', ')}`);

const kept = new Set([bom.metadata.component['bom-ref'], ...components.map((component) => component['bom-ref'])]);
const dependencies = bom.dependencies
  .filter(({ ref }) => kept.has(ref))
  .map(({ ref, dependsOn = [] }) => ({ ref, dependsOn: dependsOn.filter((one) => kept.has(one)) }));
Object.assign(bom.metadata.component, { name, version });
process.stdout.write(`${JSON.stringify({ ...bom, components, dependencies }, null, 2)}\n`);

function nameOf({ group, name: own, version: its }) {
  return `${group === undefined ? '' : `${group}/`}${own}@${its}`;
}
