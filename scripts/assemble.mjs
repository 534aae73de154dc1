#!/usr/bin/env node
// `node scripts/assemble.mjs <folder>`: copies what runs in production into a folder: built programs, and the files that
// they read. No sources, tests, documentation or dependencies. The image is made of it, and the tests start what it made.
import { cpSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const AT_ROOT = [
  'package.json',
  'package-lock.json',
  'LICENSE',
  'NOTICE',
  'profiles',
  'calendars',
  'mappings',
  'deploy/health.mjs',
];
const OF_A_WORKSPACE = ['package.json', 'dist', 'bin', 'templates', 'openapi'];
const NOT_AT_RUN_TIME = /\.(?:d\.ts|map|tsbuildinfo)$/;

/** Copies everything. @param target a folder that is not there, or empty */
export function assemble(target) {
  const workspaces = ['apps', 'libs'].flatMap((kind) => readdirSync(join(root, kind)).map((name) => `${kind}/${name}`));
  const built = workspaces.filter((workspace) => existsSync(join(root, workspace, 'dist')));
  const missing = workspaces.filter(
    (workspace) => !built.includes(workspace) && existsSync(join(root, workspace, 'src')),
  );
  if (missing.length > 0) throw new Error(`not built: ${missing.join(', ')}; run npm run build first`);
  const wanted = [...AT_ROOT, ...built.flatMap((workspace) => OF_A_WORKSPACE.map((name) => `${workspace}/${name}`))];
  for (const path of wanted.filter((path) => existsSync(join(root, path)))) {
    mkdirSync(dirname(join(target, path)), { recursive: true });
    cpSync(join(root, path), join(target, path), {
      recursive: true,
      filter: (source) => !NOT_AT_RUN_TIME.test(basename(source)),
    });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [target] = process.argv.slice(2);
  if (target === undefined) throw new Error('usage: node scripts/assemble.mjs <folder>');
  assemble(target);
}
