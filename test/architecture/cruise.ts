import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ROOT } from './workspace.js';

const CONFIG = '.dependency-cruiser.cjs';
const COMMAND = join(ROOT, 'node_modules', 'dependency-cruiser', 'bin', 'dependency-cruise.mjs');
const BIG = 256 * 1024 * 1024;

/** What dependency-cruiser says, as far as the tests look at it. */
export interface Cruise {
  readonly summary: {
    readonly violations: readonly {
      readonly from: string;
      readonly to: string;
      readonly rule: { readonly name: string };
    }[];
    readonly totalCruised: number;
    readonly ruleSetUsed: { readonly forbidden: readonly { readonly name: string }[] };
  };
}

/** Runs the boundary rules over `libs` and `apps` below a folder. */
export function cruise(folder: string, ...options: readonly string[]): Cruise {
  const args = [COMMAND, '--config', CONFIG, '--output-type', 'json', ...options, 'libs', 'apps'];
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8', maxBuffer: BIG });
  if (stdout === '') throw new Error(`dependency-cruiser said nothing: ${stderr}`);
  return JSON.parse(stdout) as Cruise;
}

/** Runs the same rules over a little workspace of its own with the given sources. */
export function cruiseSources(sources: Readonly<Record<string, string>>): Cruise {
  const folder = mkdtempSync(join(tmpdir(), 'evidesk-boundaries-'));
  try {
    for (const file of [CONFIG, 'package.json', 'tsconfig.base.json', 'tsconfig.test.json']) {
      copyFileSync(join(ROOT, file), join(folder, file));
    }
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'junction');
    for (const [path, text] of Object.entries(sources)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    return cruise(folder, '--preserve-symlinks');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
