import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, incidentBody, openDesk, type TestDesk } from '../support/desk.js';

const DIRECTORY = `
groups:
  - { code: network_team, labels: { en: Network, zh-CN: 网络组 } }
  - { code: general_support, labels: { en: General support, zh-CN: 综合支持 } }
people:
  - { id: han, name: Han, roles: [l1], groups: [network_team], skills: [network] }
  - { id: mei, name: Mei, roles: [l1], groups: [network_team], skills: [network] }
  - { id: bo, name: Bo, roles: [l1], groups: [network_team], skills: [storage] }
  - { id: wang, name: Wang, roles: [l2], groups: [network_team] }
  - { id: zhao, name: Zhao, roles: [l1], groups: [general_support] }
`;

describe('what the desk does by itself', () => {
  let folder: string;
  let desk: TestDesk;
  let l1: Client;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'evidesk-directory-'));
    const file = join(folder, 'directory.yaml');
    await writeFile(file, DIRECTORY);
    desk = await openDesk({ EVIDESK_PROFILE: 'servicedesk-phase1', EVIDESK_DIRECTORY: file });
    l1 = await desk.as('l1');
  }, 60_000);

  afterAll(async () => {
    await desk.close();
    await rm(folder, { recursive: true });
  });

  async function record(changes: object = {}): Promise<string> {
    const body = { title: 'It is slow', impact: 'medium', urgency: 'medium', priority: undefined, ...changes };
    const response = await l1.post('/v1/incidents', incidentBody(body)).expect(201);
    return response.body.id as string;
  }

  const shown = async (id: string) => (await l1.get(`/v1/incidents/${id}`).expect(200)).body;
  const historyOf = async (id: string) => (await l1.get(`/v1/incidents/${id}/history?limit=50`).expect(200)).body.items;

  /** The incident, once it is as expected. */
  async function until(id: string, isThere: (incident: Record<string, unknown>) => boolean) {
    for (let tries = 0; tries < 400; tries += 1) {
      const incident = await shown(id);
      if (isThere(incident)) return incident;
      await sleep(25);
    }
    throw new Error(`${id} did not become what was expected: ${JSON.stringify(await shown(id))}`);
  }
  const assigned = (id: string) => until(id, ({ assignmentReason }) => assignmentReason !== undefined);

  const network = { category: 'infrastructure', subcategory: 'network' };

  it('S4-46 S4-47 S4-48 gives a new incident to group and engineer, and keeps the reason', async () => {
    const incident = await assigned(await record(network));
    expect(incident).toMatchObject({
      assignment: { group: 'network_team', engineer: 'han' },
      assignedBy: 'rules',
      assignmentReason: expect.stringContaining('rule network, group network_team; han: 1 of 1 skills') as string,
      assignmentBasis: { rule: 'network', skills: ['network'], candidates: 3, matched: 1 },
    });
    const second = await assigned(await record(network));
    expect(second.assignment).toEqual({ group: 'network_team', engineer: 'mei' });
    const other = await assigned(await record({ category: 'support', subcategory: 'training' }));
    expect(other.assignment).toEqual({ group: 'general_support', engineer: 'zhao' });
  });

  it('S4-46 S1-52 goes to an engineer of the next tier, unless the hand-over names one', async () => {
    const escalate = async (owner?: string) => {
      const id = await record(network);
      await assigned(id);
      await l1.post(`/v1/incidents/${id}/classification`, network).expect(200);
      await l1
        .post(`/v1/incidents/${id}/escalations`, { reason: 'Needs the switch', ...(owner && { owner }) })
        .expect(200);
      return id;
    };
    const open = await escalate();
    const incident = await until(
      open,
      ({ tier, assignment }) => tier === 'l2' && (assignment as { engineer?: string }).engineer === 'wang',
    );
    expect(incident['assignedBy']).toBe('rules');
    const named = await escalate('li');
    await sleep(300);
    expect(await shown(named)).toMatchObject({ tier: 'l2', assignedBy: 'hand', assignment: { engineer: 'li' } });
  });

  it('S1-07 S1-77 links the second and third call about a fault to the first, which counts them', async () => {
    const fault = { customer: `HH ${randomUUID()}`, affectedCi: 'relay-1', symptom: 'The queue stands' };
    const first = await record(fault);
    const second = await record({ ...fault, symptom: 'the queue  stands ' });
    const third = await record({ ...fault, reporter: 'Somebody else' });
    await record({ ...fault, affectedCi: 'relay-2' });
    const incident = await until(first, ({ repeatedCalls }) => repeatedCalls === 2);
    expect(incident).toMatchObject({ status: 'new', repeatedBy: [second, third], links: [] });
    for (const id of [second, third]) {
      expect(await shown(id)).toMatchObject({ status: 'new', links: [{ kind: 'duplicate', target: first }] });
    }
    const repeats = (await historyOf(first)).filter(({ type }: { type: string }) => type === 'incident.repeated');
    expect(repeats).toMatchObject([
      { data: { by: second, count: 1 }, actor: { id: 'process:duplicate-detection' } },
      { data: { by: third, count: 2 } },
    ]);
    const { body } = await l1.post(`/v1/incidents/${first}/duplicate-marks`, { of: second }).expect(409);
    expect(body.code).toBe('incident.not-a-primary');
    const fourth = await record();
    await l1
      .post(`/v1/incidents/${first}/duplicate-marks`, { of: fourth })
      .expect(409)
      .expect(({ body: problem }) => expect(problem.code).toBe('incident.has-repeats'));
  });

  it('C25 S0-23 S1-10 brings a major incident to the manager, once', async () => {
    const id = await record({ impact: 'high', urgency: 'high' });
    const escalations = async () =>
      (await historyOf(id)).filter(({ type }: { type: string }) => type === 'incident.escalated');
    for (let tries = 0; tries < 400 && (await escalations()).length === 0; tries += 1) await sleep(25);
    await sleep(300);
    expect(await escalations()).toMatchObject([
      {
        data: { kind: 'hierarchical', reason: '重大事件：优先级 P1 紧急 / Major incident: priority P1 Critical' },
        actor: { id: 'process:major-incident', roles: ['system'] },
      },
    ]);
  });
});
