import { describe, expect, it } from '@jest/globals';
import {
  filesOf,
  importsOf,
  isSpec,
  type LockedPackage,
  type PackageJson,
  packageOf,
  readJson,
  readText,
  type TsConfig,
  type Workspace,
  workspaces,
} from './workspace.js';

const MAX_LINES = 400;
const SOURCE = /\.(?:ts|mjs|cjs|js)$/;
const sources = ['libs', 'apps', 'test', 'bench', 'scripts'].flatMap((folder) => filesOf(folder, SOURCE));
const all = workspaces();
const root = readJson<PackageJson>('package.json');
const declared = Object.keys({ ...root.dependencies, ...root.devDependencies });

/** Workspaces that the sources of one import, its specs left out: what its build needs to find built. */
function usedBy({ folder, name }: Workspace): readonly string[] {
  const imported = filesOf(`${folder}/src`, /\.ts$/)
    .filter((path) => !isSpec(path))
    .flatMap(importsOf)
    .map(packageOf);
  return all.filter((other) => other.name !== name && imported.includes(other.name)).map((other) => other.folder);
}

function referencesOf({ folder }: Workspace): readonly string[] {
  const { references = [] } = readJson<TsConfig>(`${folder}/tsconfig.json`);
  return references.map(({ path }) => new URL(path, `file:///${folder}/`).pathname.slice(1));
}

describe('files', () => {
  it(`have at most ${MAX_LINES} lines`, () => {
    const long = sources.filter((path) => readText(path).trimEnd().split('\n').length > MAX_LINES);
    expect(long).toEqual([]);
  });

  it('are named in kebab-case, with the role behind a dot', () => {
    const odd = sources.filter((path) =>
      path.split('/').some((part) => !/^\.?[a-z0-9]+(?:[-.][a-z0-9]+)*$/.test(part)),
    );
    expect(odd).toEqual([]);
  });

  it('assert something where they are specs', () => {
    const silent = sources.filter(isSpec).filter((path) => {
      const text = readText(path);
      const ownAssertions = /\bexpect(?:\(|\.|[A-Z])|\bfc\.assert\(/.test(text);
      const sharedSuite = /\b[a-z]\w*(?:Contract|Suite)\(|\.check\(/.test(text);
      return !ownAssertions && !sharedSuite;
    });
    expect(silent).toEqual([]);
  });

  it('leave no spec switched off or alone', () => {
    const left = sources
      .filter(isSpec)
      .filter((path) => /^\s*(?:f(?:it|describe)|x(?:it|describe)|(?:it|test|describe)\.only)\(/m.test(readText(path)));
    expect(left).toEqual([]);
  });
});

describe('workspaces', () => {
  it.each(all.map((workspace) => [workspace.folder, workspace] as const))(
    '%s is named after its folder',
    (folder, { name }) => {
      expect(name).toBe(`@evidesk/${folder.split('/')[1] ?? ''}`);
    },
  );

  it.each(all.map((workspace) => [workspace.folder, workspace] as const))(
    '%s references exactly the projects that it imports',
    (_, workspace) => {
      expect([...referencesOf(workspace)].sort()).toEqual([...usedBy(workspace)].sort());
    },
  );

  it('are all built by the root project', () => {
    const { references = [] } = readJson<TsConfig>('tsconfig.json');
    const built = references.map(({ path }) => path).filter((path) => /^(?:libs|apps)\//.test(path));
    expect([...built].sort()).toEqual(all.map(({ folder }) => folder).sort());
  });

  it("are all known to Nest's command line, libraries before apps", () => {
    const { projects } = readJson<{ readonly projects: Readonly<Record<string, { readonly root: string }>> }>(
      'nest-cli.json',
    );
    const folders = Object.values(projects).map(({ root: folder }) => folder);
    expect([...folders].sort()).toEqual(all.map(({ folder }) => folder).sort());
    expect(folders.findLastIndex((folder) => folder.startsWith('libs/'))).toBeLessThan(
      folders.findIndex((folder) => folder.startsWith('apps/')),
    );
  });

  it('declare no packages of their own: the root does', () => {
    const own = all.filter(({ folder }) => {
      const { dependencies, devDependencies } = readJson<PackageJson>(`${folder}/package.json`);
      return dependencies !== undefined || devDependencies !== undefined;
    });
    expect(own).toEqual([]);
  });
});

describe('dependencies', () => {
  const documented = [...readText('docs/dependencies.md').matchAll(/^\| `([^`]+)` /gm)].map((match) => match[1] ?? '');

  it('are all explained in docs/dependencies.md, and nothing else is', () => {
    expect([...documented].sort()).toEqual([...declared].sort());
  });

  it('are pinned to one version', () => {
    const loose = Object.entries({ ...root.dependencies, ...root.devDependencies }).filter(
      ([, version]) => !/^\d+\.\d+\.\d+$/.test(version),
    );
    expect(loose).toEqual([]);
  });

  it('are all used', () => {
    const configs = ['eslint.config.mjs', 'jest.config.mjs', 'tsconfig.base.json', 'tsconfig.test.json'];
    const imported = new Set([...sources, 'eslint.config.mjs', 'jest.config.mjs'].flatMap(importsOf).map(packageOf));
    const settings = [...configs, 'nest-cli.json', '.swcrc', 'package.json'].map(readText).join('\n');
    const commands = Object.values(root.scripts ?? {}).join('\n');
    const unused = declared.filter(
      (name) => !imported.has(name) && !usedWithoutImport(name, commands, settings, imported),
    );
    expect(unused).toEqual([]);
  });

  it('come from wherever npm is told to look: the lockfile names no host', () => {
    const { packages } = readJson<{ readonly packages: Readonly<Record<string, LockedPackage>> }>('package-lock.json');
    const hosts = Object.entries(packages)
      .filter(([, { link, resolved }]) => link !== true && resolved !== undefined)
      .map(([path, { resolved }]) => `${path}: ${new URL(resolved ?? '').host}`)
      .filter((line) => !line.endsWith(': registry.npmjs.org'));
    expect(hosts).toEqual([]);
  });
});

/** Packages that are commands, types of other packages, parts of settings, or peers that Nest loads by itself. */
function usedWithoutImport(
  name: string,
  commands: string,
  settings: string,
  imported: ReadonlySet<string | undefined>,
): boolean {
  const command: Readonly<Record<string, string>> = {
    'dependency-cruiser': 'depcruise',
    eslint: 'eslint',
    jest: 'jest/bin',
    knip: 'knip',
    prettier: 'prettier',
    typescript: 'tsc',
  };
  const run = command[name];
  if (run !== undefined) return commands.includes(run);
  if (name.startsWith('@types/')) {
    const typed = name.slice('@types/'.length);
    return imported.has(typed) || settings.includes(`"${typed}"`);
  }
  if (isPeerOfDeclared(name)) return true;
  if (name === '@swc/core') return settings.includes('@swc/jest');
  if (name === '@swc/jest') return settings.includes('@swc/jest');
  if (name === '@nestjs/cli') return settings.includes('@nestjs/schematics');
  return false;
}

/** Whether another declared package cannot do without it, as Nest without rxjs. */
function isPeerOfDeclared(name: string): boolean {
  return declared.some((other) => {
    const { peerDependencies = {}, peerDependenciesMeta = {} } = readJson<PackageJson>(
      `node_modules/${other}/package.json`,
    );
    return name in peerDependencies && peerDependenciesMeta[name]?.optional !== true;
  });
}
