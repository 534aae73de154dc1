#!/usr/bin/env node
// Runs a command with MONGODB_URL set to a FerretDB 1.24 of its own, the standalone document server of the tests:
//   node scripts/ferretdb.mjs -- npm run -s jest -- libs/read-store
// The server is built once with Go from the pinned module in scripts/ferretdb and kept in node_modules/.cache.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const windows = process.platform === 'win32';
const binary = join(root, 'node_modules', '.cache', 'evidesk', windows ? 'ferretdb.exe' : 'ferretdb');

function build() {
  if (existsSync(binary)) return true;
  if (spawnSync('go', ['version']).status !== 0) {
    console.error('FerretDB: skipped, Go is not installed (https://go.dev/dl, 1.24 or later)');
    return false;
  }
  console.error('FerretDB: building 1.24.2, some minutes the first time');
  mkdirSync(dirname(binary), { recursive: true });
  const fresh = `${binary}.${process.pid}`;
  const args = ['build', '-buildvcs=false', '-trimpath', '-o', fresh, '.'];
  const built = spawnSync('go', args, { cwd: join(root, 'scripts', 'ferretdb'), stdio: ['ignore', 2, 2] });
  if (built.status !== 0) {
    console.error('FerretDB: skipped, it could not be built');
    return false;
  }
  renameSync(fresh, binary);
  return true;
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

function answers(port) {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

async function start(folder) {
  const port = await freePort();
  const server = spawn(binary, ['-listen', `127.0.0.1:${port}`, '-data', folder], {
    stdio: ['ignore', 2, 2],
    cwd: folder,
  });
  let failure;
  server.once('error', (error) => (failure = error));
  server.once('exit', (code) => (failure ??= new Error(`FerretDB ended with ${code}`)));
  const end = Date.now() + 30_000;
  while (!(await answers(port))) {
    if (failure) throw failure;
    if (Date.now() > end) {
      server.kill('SIGKILL');
      throw new Error('FerretDB does not answer');
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return { server, url: `mongodb://127.0.0.1:${port}/` };
}

function run([command, ...args], env) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: 'inherit', env, shell: windows });
    const forward = (signal) => child.kill(signal);
    process.on('SIGINT', forward);
    process.on('SIGTERM', forward);
    child.once('error', (error) => {
      console.error(`${command}: ${error.message}`);
      resolve(127);
    });
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

async function main() {
  const command = process.argv.slice(process.argv.indexOf('--') + 1);
  if (!process.argv.includes('--') || command.length === 0) {
    console.error('usage: node scripts/ferretdb.mjs -- <command> [arguments]');
    return 2;
  }
  if (!build()) return process.env.REQUIRE_SERVERS === '1' ? 1 : run(command, process.env);
  const folder = mkdtempSync(join(tmpdir(), 'evidesk-ferretdb-'));
  try {
    const { server, url } = await start(folder);
    try {
      return await run(command, { ...process.env, MONGODB_URL: url });
    } finally {
      server.removeAllListeners('exit');
      const ended = new Promise((resolve) => server.once('exit', resolve));
      server.kill('SIGTERM');
      const force = setTimeout(() => server.kill('SIGKILL'), 5000);
      await ended;
      clearTimeout(force);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

process.exitCode = await main();
