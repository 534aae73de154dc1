import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const NOT_OURS = new Set(['node_modules', 'dist', 'data', 'coverage', 'reports', '.git', '.stryker-tmp']);

/** A package of the workspace: an app, a library, or the bench. */
export interface Workspace {
  /** Its folder from the root, such as `libs/kernel`. */
  readonly folder: string;
  readonly name: string;
}

export interface PackageJson {
  readonly name: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
  readonly scripts?: Readonly<Record<string, string>>;
}

export interface LockedPackage {
  readonly resolved?: string;
  readonly link?: boolean;
}

export interface TsConfig {
  readonly references?: readonly { readonly path: string }[];
}

/** Path from the root, with `/` on every system. */
export const fromRoot = (path: string): string => relative(ROOT, path).split(sep).join('/');

export const readText = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

export const readJson = <T>(path: string): T => JSON.parse(readText(path)) as T;

/** Our own files under a folder, recursively, as paths from the root. */
export function filesOf(folder: string, wanted: RegExp): readonly string[] {
  const path = join(ROOT, folder);
  if (statSync(path, { throwIfNoEntry: false }) === undefined) return [];
  return readdirSync(path, { withFileTypes: true }).flatMap((entry) => {
    if (entry.isDirectory()) return NOT_OURS.has(entry.name) ? [] : filesOf(`${folder}/${entry.name}`, wanted);
    return wanted.test(entry.name) ? [fromRoot(join(path, entry.name))] : [];
  });
}

/** Every app and library. */
export function workspaces(): readonly Workspace[] {
  return ['libs', 'apps'].flatMap((kind) =>
    readdirSync(join(ROOT, kind), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .filter((entry) => statSync(join(ROOT, kind, entry.name, 'package.json'), { throwIfNoEntry: false }))
      .map((entry) => ({
        folder: `${kind}/${entry.name}`,
        name: readJson<PackageJson>(`${kind}/${entry.name}/package.json`).name,
      })),
  );
}

/** Names that a source imports, with `import`, `export … from`, `import()`, `require` and `resolve`. */
export function importsOf(path: string): readonly string[] {
  const pattern = /(?:from\s+|import\s+|import\(\s*|require\(\s*|resolve\(\s*)['"]([^'"\n]+)['"]/g;
  return [...readText(path).matchAll(pattern)].map((match) => match[1] ?? '');
}

/** `@scope/name` or `name` of an import such as `ajv/dist/2020.js`; undefined for relative paths and Node's own. */
export function packageOf(specifier: string): string | undefined {
  if (/^(?:\.|\/|node:|#)/.test(specifier)) return undefined;
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}

export const isSpec = (path: string): boolean => /spec\.ts$/.test(basename(path));
