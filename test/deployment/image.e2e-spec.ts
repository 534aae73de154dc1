import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, mkdir, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../support/server-process.js';
import { dockerfile, lastStage, wordsOf } from './files.js';
import { listing, makeReadOnly, productionTree } from './production-tree.js';

/** Set: packages come from the registry by `npm ci --omit=dev`, as in the image; a minute or two. */
const INSTALL = process.env['EVIDESK_TEST_IMAGE'] === '1';
const IS_ROOT = process.getuid?.() === 0;
const USER = 1000;

describe('the image', () => {
  let root: string;
  let app: string;
  let data: string;
  const children: ChildProcess[] = [];

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'evidesk-image-'));
    await chmod(root, 0o755);
    [app, data] = [join(root, 'app'), join(root, 'data')];
    await mkdir(app);
    productionTree(app, INSTALL);
    makeReadOnly(app);
    await mkdir(data, { mode: 0o700 });
    if (IS_ROOT) await chown(data, USER, USER);
  }, 300_000);
  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
  });
  afterAll(async () => {
    if (!IS_ROOT) for (const path of [app, ...(await foldersIn(app))]) await chmod(path, 0o755);
    await rm(root, { recursive: true, force: true });
  });

  /** What the image sets, with places of the test. */
  const environment = (settings: Readonly<Record<string, string>>): Record<string, string> => {
    const set = lastStage(dockerfile())
      .filter((instruction) => instruction.getKeyword() === 'ENV')
      .flatMap((instruction) => [...(instruction.getArgumentsContent() ?? '').matchAll(/(\w+)=(\S+)/g)])
      .map(([, name = '', value = '']) => [name, value]);
    expect(set.map(([name]) => name)).toEqual(['NODE_ENV', 'EVIDESK_DATA', 'HOST', 'PORT']);
    const { PATH = '' } = process.env;
    return { PATH, ...(Object.fromEntries(set) as object), EVIDESK_DATA: data, HOST: '127.0.0.1', ...settings };
  };
  const run = ([command = '', ...args]: readonly string[], settings: Readonly<Record<string, string>>) => {
    const as = IS_ROOT ? { uid: USER, gid: USER } : {};
    const child = spawn(command === 'node' ? process.execPath : command, args, {
      cwd: app,
      env: environment(settings),
      stdio: ['ignore', 'pipe', 'pipe'],
      ...as,
    });
    children.push(child);
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (said += String(text)));
    return { child, ended: once(child, 'close') as Promise<[number | null, string | null]>, said: () => said };
  };
  const healthy = async (settings: Readonly<Record<string, string>>): Promise<boolean> => {
    const [code] = await run(wordsOf('HEALTHCHECK'), settings).ended;
    return code === 0;
  };
  const becomesHealthy = async (settings: Readonly<Record<string, string>>, said: () => string): Promise<void> => {
    for (let tries = 0; tries < 60; tries += 1) {
      if (await healthy(settings)) return;
      await sleep(100);
    }
    throw new Error(`it did not become healthy: ${said()}`);
  };

  it('has what runs, and no sources, tests, compilers or packages of development', async () => {
    const names = await readdir(app);
    expect(names.sort()).toEqual([
      'LICENSE',
      'NOTICE',
      'apps',
      'calendars',
      'deploy',
      'libs',
      'mappings',
      'node_modules',
      'package-lock.json',
      'package.json',
      'profiles',
    ]);
    const packages = await readdir(join(app, 'node_modules'));
    for (const name of ['jest', 'eslint', '@swc', '@jest', 'prettier', 'oidc-provider'])
      expect(packages).not.toContain(name);
    expect(packages).toContain('better-sqlite3');
    const ours = (await readdir(app, { recursive: true })).filter((path) => !path.startsWith('node_modules'));
    expect(ours.filter((path) => /\.ts$|spec\./.test(path))).toEqual([]);
  });

  it('serves as a user that is not root on a read-only tree, is healthy, and ends by SIGTERM', async () => {
    const settings = { PORT: String(await freePort()), EVIDESK_LOG_LEVEL: 'warn' };
    const before = listing(app);
    expect(await healthy(settings)).toBe(false);
    const { child, ended, said } = run(wordsOf('CMD'), settings);
    await becomesHealthy(settings, said);
    const docs = await fetch(`http://127.0.0.1:${settings.PORT}/openapi.json`);
    expect((await docs.text()).length).toBeGreaterThan(100_000);
    child.kill('SIGTERM');
    const [code, signal] = await ended;
    expect([code, signal, said()]).toEqual([null, 'SIGTERM', '']);
    expect(listing(app)).toEqual(before);
    expect(await readdir(data)).toEqual(expect.arrayContaining(['events.db', 'views.db', 'cursor.key']));
    if (IS_ROOT) expect((await stat(join(data, 'events.db'))).uid).toBe(USER);
  }, 60_000);

  it('is a worker and the command line as well', async () => {
    const settings = { EVIDESK_WORKER_PORT: String(await freePort()), EVIDESK_LOG_LEVEL: 'warn' };
    const { child, ended, said } = run(['node', 'apps/worker/dist/main.js'], settings);
    await becomesHealthy(settings, said);
    child.kill('SIGTERM');
    expect(await ended).toEqual([null, 'SIGTERM']);
    const verify = run(['node', 'apps/cli/bin/evidesk.js', 'verify'], {});
    expect(await verify.ended).toEqual([0, null]);
    expect(verify.said()).toMatch(/^intact: /);
  }, 60_000);

  const asFirst = IS_ROOT ? it : it.skip;
  asFirst(
    'ends by SIGTERM as process 1, for which a signal has no effect of its own',
    async () => {
      const settings = { PORT: String(await freePort()), EVIDESK_LOG_LEVEL: 'warn' };
      const [, ...program] = wordsOf('CMD');
      // Root makes the namespace; the program in it is somebody else again.
      const child = spawn(
        'unshare',
        [
          '--pid',
          '--fork',
          '--kill-child',
          'setpriv',
          `--reuid=${USER}`,
          `--regid=${USER}`,
          '--clear-groups',
          process.execPath,
          ...program,
        ],
        { cwd: app, env: environment(settings), stdio: 'ignore' },
      );
      children.push(child);
      await becomesHealthy(settings, () => '');
      const [first = ''] = (await readFile(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8')).trim().split(' ');
      expect(await readFile(`/proc/${first}/status`, 'utf8')).toMatch(/^NSpid:\t\d+\t1$/m);
      const ended = once(child, 'close');
      process.kill(Number(first), 'SIGTERM');
      const late = sleep(20_000, 'late', { ref: false });
      const outcome = await Promise.race([ended, late]);
      if (outcome === 'late') process.kill(Number(first), 'SIGKILL');
      expect(outcome).toEqual([0, null]);
    },
    60_000,
  );
});

async function foldersIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map((entry) => join(entry.parentPath, entry.name));
}
