// Brings a clone to where it runs: dependencies as the lockfile says, and a build. Does nothing when nothing has changed.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const [major, minor] = process.versions.node.split('.').map(Number);

/** Installs and builds. Ends the process with a message when that fails. */
export async function prepare() {
  if (major < 20 || (major === 20 && minor < 19)) fail(`Evidesk needs Node 20.19 or newer; this is ${process.version}`);
  if (!installed()) {
    say('installing dependencies …');
    run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { npm_config_nodedir: nodedir() });
  }
  run(process.execPath, [`${root}node_modules/typescript/bin/tsc`, '-b']);
}

/** Whether node_modules holds what the lockfile says, whoever installed it: npm leaves a list of what it has put there. */
function installed() {
  const list = `${root}node_modules/.package-lock.json`;
  if (!existsSync(list)) return false;
  const here = packagesOf(list);
  return Object.entries(packagesOf(`${root}package-lock.json`))
    .filter(([path, { optional, devOptional, peer }]) => path !== '' && !optional && !devOptional && !peer)
    .every(([path, { link, version }]) => !path.includes('node_modules/') || link || here[path]?.version === version);
}

const packagesOf = (path) => JSON.parse(readFileSync(path, 'utf8')).packages;

/** Where Node's headers are on this machine, so that a native module can be compiled without a download. */
function nodedir() {
  if (process.env.npm_config_nodedir !== undefined) return process.env.npm_config_nodedir;
  return ['/usr', '/usr/local'].find((prefix) => existsSync(`${prefix}/include/node/node.h`));
}

function run(command, args, extra = {}) {
  const env = { ...process.env };
  for (const [name, value] of Object.entries(extra)) if (value !== undefined) env[name] = value;
  const { status } = spawnSync(command, args, {
    cwd: root,
    stdio: 'inherit',
    env,
    shell: process.platform === 'win32',
  });
  if (status !== 0) fail(`${command} ${args[0]} failed`);
}

const say = (message) => process.stderr.write(`evidesk: ${message}\n`);

function fail(message) {
  say(message);
  process.exit(1);
}
