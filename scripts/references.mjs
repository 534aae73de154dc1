#!/usr/bin/env node
// Writes each project's `references` as its imports are: what tsc -b builds first. `npm run references`
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const projects = ['libs', 'apps'].flatMap((kind) => readdirSync(join(root, kind)).map((name) => ({ kind, name })));

for (const { kind, name } of projects) {
  const folder = join(root, kind, name);
  const text = readdirSync(join(folder, 'src'), { recursive: true })
    .filter((path) => path.endsWith('.ts') && !path.endsWith('spec.ts'))
    .map((path) => readFileSync(join(folder, 'src', path), 'utf8'))
    .join('\n');
  const used = projects.filter(
    (other) => other.name !== name && new RegExp(`['"]@evidesk/${other.name}['"/]`).test(text),
  );
  const path = join(folder, 'tsconfig.json');
  const config = JSON.parse(readFileSync(path, 'utf8'));
  const before = JSON.stringify(config.references ?? []);
  const references = used.map((other) => ({
    path: relative(folder, join(root, other.kind, other.name)).replaceAll('\\', '/'),
  }));
  if (JSON.stringify(references) === before) continue;
  delete config.references;
  writeFileSync(path, `${JSON.stringify(references.length === 0 ? config : { ...config, references }, null, 2)}\n`);
  console.log(`${kind}/${name}: ${used.map((other) => other.name).join(', ') || 'none'}`);
}
