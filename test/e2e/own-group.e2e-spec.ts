import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LocalTokens } from '@evidesk/platform';
import { shippedProfilesFolder } from '@evidesk/profiles';
import { Client, incidentBody, openDesk, type TestDesk } from '../support/desk.js';

const DIRECTORY = `
groups:
  - { code: network }
  - { code: databases }
people:
  - { id: nina, name: Nina, groups: [network] }
  - { id: dora, name: Dora, groups: [databases, network] }
`;

describe('a profile that keeps people to their own group', () => {
  let dataDir: string;
  let desk: TestDesk;
  let boss: Client;
  const numbers: Record<string, string> = {};

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'evidesk-group-'));
    const directory = join(dataDir, 'directory.yaml');
    await writeFile(directory, DIRECTORY);
    desk = await openDesk({ EVIDESK_DATA: dataDir, EVIDESK_DIRECTORY: directory });
    boss = await desk.as('service_desk', 'incident_manager');
    for (const group of ['network', 'databases', 'nobody']) {
      const { body } = await boss.post('/v1/incidents', incidentBody()).expect(201);
      numbers[group] = body.number;
      if (group !== 'nobody')
        await boss.post(`/v1/incidents/${body.id}/assignments`, { group, reason: 'theirs' }).expect(200);
    }
  }, 60_000);

  afterAll(async () => {
    await desk.close();
    await rm(dataDir, { recursive: true, force: true });
  });

  const as = async (sub: string, ...roles: readonly string[]) => {
    const tokens = await LocalTokens.open(dataDir, 600);
    return new Client(desk.server.url, await tokens.issue({ sub, roles: [...roles] }));
  };
  const queue = async (client: Client, query = '') => {
    const { body } = await client.after(boss).get(`/v1/queues${query}`).expect(200);
    return body.items.map(({ number }: { number: string }) => number).sort();
  };

  it('shows everything while the profile does not ask for it', async () => {
    expect(await queue(await as('nina', 'l2'))).toHaveLength(3);
  });

  it('S2-20 then shows what lies with a group of theirs or with none, and all to those who have another role', async () => {
    const yaml = await readFile(join(shippedProfilesFolder(), 'std-4tier.yaml'), 'utf8');
    const admin = await desk.as('process_admin');
    const published = await admin
      .post('/v1/profiles', undefined, { 'content-type': 'application/yaml' })
      .send(`${yaml}\nownGroupOnly: [l1, l2, l3]\n`);
    expect([published.status, published.body.errors]).toEqual([200, undefined]);
    const { network, databases, nobody } = numbers;
    expect(await queue(await as('nina', 'l2'))).toEqual([network, nobody].sort());
    expect(await queue(await as('nina', 'l2'), '?group=network')).toEqual([network]);
    expect(await queue(await as('nina', 'l2'), '?group=databases')).toEqual([]);
    expect(await queue(await as('dora', 'l1', 'l3'))).toEqual([network, databases, nobody].sort());
    expect(await queue(await as('stranger', 'l2'))).toEqual([nobody]);
    expect(await queue(await as('nina', 'l2', 'incident_manager'))).toHaveLength(3);
    expect(await queue(await desk.as('auditor'))).toHaveLength(3);
  });

  it('is refused for roles that there are not', async () => {
    const yaml = await readFile(join(shippedProfilesFolder(), 'std-4tier.yaml'), 'utf8');
    const admin = await desk.as('process_admin');
    const { status, body } = await admin
      .post('/v1/profiles', undefined, { 'content-type': 'application/yaml' })
      .send(`${yaml}\nownGroupOnly: [wizard]\n`);
    expect([status, body.errors?.[0]?.code]).toEqual([400, 'unknown-role']);
  });
});
