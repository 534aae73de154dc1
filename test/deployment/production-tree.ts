import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, linkSync, lstatSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { ROOT, textOf } from './files.js';

interface Locked {
  readonly link?: boolean;
  readonly dev?: boolean;
  readonly resolved?: string;
}

/**
 * Makes what the image has under /app: what `scripts/assemble.mjs` takes, and the packages that run in production.
 * @param install the packages by npm, from the registry, as the image does; else those that are here and that the lockfile
 *   does not mark as of development
 */
export function productionTree(target: string, install: boolean): void {
  execFileSync(process.execPath, [`${ROOT}scripts/assemble.mjs`, target]);
  if (install) {
    const options = ['--omit=dev', '--no-audit', '--no-fund', '--prefer-offline'];
    execFileSync('npm', ['ci', ...options], { cwd: target, stdio: 'pipe' });
    return;
  }
  const { packages } = JSON.parse(textOf('package-lock.json')) as {
    readonly packages: Readonly<Record<string, Locked>>;
  };
  for (const [path, { dev, link, resolved = '' }] of Object.entries(packages)) {
    if (!path.startsWith('node_modules/') || dev === true || !existsSync(ROOT + path)) continue;
    mkdirSync(dirname(join(target, path)), { recursive: true });
    if (link === true) symlinkSync(relative(dirname(path), resolved), join(target, path));
    // One inside another came with it.
    else if (path.lastIndexOf('node_modules/') === 0) linkTree(ROOT + path, join(target, path));
  }
}

/** Paths under a folder with what they are, to see whether anything changed. */
export function listing(folder: string): readonly string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    const { mode, size, mtimeMs } = lstatSync(path);
    const isFolder = lstatSync(path).isDirectory();
    return [`${path} ${mode} ${isFolder ? '' : `${size} ${mtimeMs}`}`, ...(isFolder ? listing(path) : [])];
  });
}

/** Takes the right to write from everybody, so that who is not root sees a read-only file system. */
export function makeReadOnly(folder: string): void {
  if (process.getuid?.() === 0) return;
  for (const name of readdirSync(folder, { recursive: true }) as string[]) {
    const path = join(folder, name);
    if (lstatSync(path).isDirectory()) chmodSync(path, 0o555);
  }
  chmodSync(folder, 0o555);
}

/** Copies a folder by hard links where the file system lets it. */
function linkTree(from: string, to: string): void {
  mkdirSync(to);
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) linkTree(source, target);
    else if (entry.isFile()) linkOrCopy(source, target);
  }
}

function linkOrCopy(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch (error) {
    if (!['EXDEV', 'EPERM', 'EMLINK'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    cpSync(from, to);
  }
}
