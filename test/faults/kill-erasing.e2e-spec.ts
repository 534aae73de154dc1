import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { LocalTokens } from '@evidesk/platform';
import { incidentBody } from '../support/desk.js';
import { faultTest, type Seen } from '../support/fault-log.js';
import { freePort, ServerProcess } from '../support/server-process.js';

const MARK = 'zqmarker';
/** Moments into it at first, then later and later: keys gone or not, views built or not. */
const STAGES_MS = [50, 1_500, 2_300];

describe('kill -9 while somebody is being erased', () => {
  const fault = {
    id: 'kill-erasing',
    fault: 'kill -9 while somebody is being erased',
    does: 'the server is killed at three stages of an erasure that two officers have approved; on with the same folder',
    holds: 'is made up for by the next server, by itself: no file of the folder has a word of him',
  };
  const erase = async (): Promise<Seen> => {
    const dataDir = await mkdtemp(join(tmpdir(), 'evidesk-kill-erasing-'));
    const server = new ServerProcess(await freePort(), { EVIDESK_DATA: dataDir, EVENTSTORE_URL: '', MONGODB_URL: '' });
    const tokens = await LocalTokens.open(dataDir, 3_600);
    const as = async (sub: string, role: string) => {
      const token = await tokens.issue({ sub, roles: [role] });
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      return async (path: string, body?: object): Promise<ReturnType<typeof JSON.parse>> => {
        const how = body === undefined ? { headers } : { method: 'POST', headers, body: JSON.stringify(body) };
        const answered = await fetch(`${server.url}${path}`, how);
        if (!answered.ok) throw new Error(`${path}: ${answered.status} ${await answered.text()}`);
        return answered.json();
      };
    };
    const [clerk, ann, bob] = [
      await as('clerk', 'service_desk'),
      await as('ann', 'privacy'),
      await as('bob', 'privacy'),
    ];
    await server.start();
    const record = incidentBody({
      reporter: `${MARK} reporter`,
      reporterId: `${MARK}-id`,
      description: `${MARK} text`,
    });
    await clerk('/v1/incidents', record);
    const { id: person } = await ann(`/v1/people/${MARK}-id/erasure`, { reason: 'He asked us to' });
    await bob(`/v1/people/${person}/erasure/approval`, {});
    for (const after of STAGES_MS) {
      await sleep(after);
      await server.kill();
      await server.start();
    }
    const deadline = Date.now() + 60_000;
    while ((await ann(`/v1/people/${person}/erasure`).catch(notYet))?.status !== 'erased') {
      if (Date.now() > deadline) throw new Error('the erasure was not finished');
      await sleep(100);
    }
    await server.stop();
    const left: string[] = [];
    for (const entry of await readdir(dataDir, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      if (entry.isFile() && (await readFile(path)).includes(MARK)) left.push(entry.name);
    }
    expect(left).toEqual([]);
    await rm(dataDir, { recursive: true, force: true });
    return { kills: STAGES_MS.length };
  };
  faultTest(fault, erase, 120_000);
});

/** The server starts, and does not know everything yet. */
const notYet = () => undefined;
