// Brings a clone to where it runs: dependencies as the lockfile says, and a build. Does nothing when nothing has changed.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const stamp = `${root}node_modules/.evidesk-lock`;
const [major, minor] = process.versions.node.split('.').map(Number);

/** Installs and builds. Ends the process with a message when that fails. */
export async function prepare() {
  if (major < 20 || (major === 20 && minor < 19)) fail(`Evidesk needs Node 20.19 or newer; this is ${process.version}`);
  const lock = createHash('sha256')
    .update(readFileSync(`${root}package-lock.json`))
    .digest('hex');
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== lock) {
    say('installing dependencies …');
    run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { npm_config_nodedir: nodedir() });
    writeFileSync(stamp, lock);
  }
  run(process.execPath, [`${root}node_modules/typescript/bin/tsc`, '-b']);
}

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
