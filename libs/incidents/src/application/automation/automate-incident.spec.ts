import type { DirectoryFile } from '@evidesk/directory';
import { commandMetadata } from '@evidesk/testing';
import { by } from '../../../testing/commands.js';
import { AutomationDesk } from '../../../testing/automation-desk.js';

const directory: DirectoryFile = {
  groups: ['network_team', 'server_team', 'general_support'].map((code) => ({ code })),
  people: [
    { id: 'han', name: 'Han', roles: ['l1'], groups: ['network_team'], skills: ['network'] },
    { id: 'mei', name: 'Mei', roles: ['l1'], groups: ['network_team', 'server_team'], skills: ['network'] },
    { id: 'wang', name: 'Wang', roles: ['l2'], groups: ['network_team'] },
    { id: 'zhao', name: 'Zhao', roles: ['l1'], groups: ['general_support'] },
  ],
};
const network = { category: 'infrastructure', subcategory: 'network' };
const fault = { customer: 'HH', affectedCi: 'relay-1', symptom: 'queue stands' };

const assigned = async (desk: AutomationDesk, ...ids: readonly string[]) =>
  Promise.all(ids.map(async (id) => (await desk.incident(id)).assignment.engineer));

describe('Automatic assignment', () => {
  it('S4-46 S4-47 S4-48 finds group, skill and the least load, and keeps why', async () => {
    const desk = await AutomationDesk.open({ directory });
    for (const id of ['a', 'b', 'c']) {
      await desk.record(id, network);
      await desk.settle();
    }
    await desk.record('d');
    await desk.settle();
    expect(await assigned(desk, 'a', 'b', 'c', 'd')).toEqual(['han', 'mei', 'han', 'zhao']);
    const [last] = (await desk.events()).filter(({ type }) => type === 'incident.assigned').slice(2);
    expect(last).toMatchObject({
      stream: 'incident-c',
      data: {
        to: { group: 'network_team', engineer: 'han' },
        basis: {
          rule: 'network',
          skills: ['network'],
          candidates: 2,
          matched: 1,
          compared: [
            { engineer: 'han', open: 1 },
            { engineer: 'mei', open: 1 },
          ],
        },
      },
      metadata: { actor: { id: 'process:auto-assignment', roles: ['system'] } },
    });
  });

  it.each([
    ['a burst that is taken in at once', false],
    ['a queue that is behind', true],
  ])('S4-46 spreads the load through %s', async (_what, viewStands) => {
    const desk = await AutomationDesk.open({ directory, viewStands });
    const ids = Array.from({ length: 12 }, (_each, index) => `i-${index + 10}`);
    for (const id of ids) await desk.record(id, network);
    await desk.settle();
    const engineers = await assigned(desk, ...ids);
    expect(engineers.filter((engineer) => engineer === 'han')).toHaveLength(6);
    expect(engineers.filter((engineer) => engineer === 'mei')).toHaveLength(6);
  });

  it('S4-46 what is resolved, or hidden as a duplicate, is no load', async () => {
    const desk = await AutomationDesk.open({ directory });
    await desk.record('a', network);
    await desk.settle();
    await desk.record('z');
    await desk.does('a', 'MarkDuplicate', { of: 'z' });
    await desk.record('b', network);
    await desk.settle();
    expect(await assigned(desk, 'a', 'b')).toEqual(['han', 'han']);
  });

  it('S4-46 counts what an engineer has of other groups too', async () => {
    const desk = await AutomationDesk.open({ directory });
    await desk.record('a', { category: 'infrastructure', subcategory: 'server' });
    await desk.record('b', network);
    await desk.record('c', network);
    await desk.settle();
    expect(await assigned(desk, 'a', 'b', 'c')).toEqual(['mei', 'han', 'han']);
  });

  it('S4-46 gives it to the group alone where the directory knows nobody', async () => {
    const desk = await AutomationDesk.open();
    await desk.record('a', network);
    await desk.settle();
    expect((await desk.incident('a')).assignment).toEqual({ group: 'network_team', engineer: undefined });
  });

  it('S4-46 chooses anew by tier, and never against a person', async () => {
    const desk = await AutomationDesk.open({ directory });
    await desk.record('a', network);
    await desk.does('a', 'ClassifyIncident', network);
    await desk.does('a', 'RecordSupport', { tier: 'l1' });
    await desk.settle();
    expect(await assigned(desk, 'a')).toEqual(['wang']);
    await desk.record('b', network);
    await desk.does('b', 'AssignIncident', { engineer: 'zhao', reason: 'Knows it' });
    await desk.settle();
    await desk.does('b', 'ClassifyIncident', network);
    await desk.settle();
    expect(await assigned(desk, 'b')).toEqual(['zhao']);
  });

  it('C22 leaves history alone until it has come in', async () => {
    const desk = await AutomationDesk.open({ directory });
    const then = {
      occurredAt: '2026-11-10T02:00:00.000Z',
      recordedAt: '2026-11-16T02:00:00.000Z',
      ...by('l1', 'importer'),
    };
    for (const id of ['a', 'b']) await desk.record(id, { ...network, discoveredAt: '2026-11-10T01:00:00.000Z' }, then);
    await desk.settle();
    expect(desk.sent).toEqual([]);
    await desk.does('a', 'CancelIncident', {}, then);
    await desk.settle();
    await desk.waitUntil('2026-11-16T03:00:00.000Z');
    expect(await assigned(desk, 'a', 'b')).toEqual([undefined, 'han']);
  });
});

describe('Duplicate detection', () => {
  const links = async (desk: AutomationDesk, ...ids: readonly string[]) =>
    Promise.all(
      ids.map(async (id) =>
        (await desk.incident(id)).links.filter(({ kind }) => kind === 'duplicate').map((l) => l.target),
      ),
    );

  it('S1-07 S1-77 links every further call to the open incident, which counts them', async () => {
    const desk = await AutomationDesk.open();
    for (const id of ['a', 'b', 'c']) {
      await desk.record(id, fault);
      await desk.settle();
    }
    expect(await links(desk, 'a', 'b', 'c')).toEqual([[], ['a'], ['a']]);
    const [first, second] = [await desk.incident('a'), await desk.incident('b')];
    expect(first.repeatedBy).toEqual(['b', 'c']);
    expect(second.status).toBe('new');
  });

  it('S1-77 a call among many leads to the first, however long ago', async () => {
    const desk = await AutomationDesk.open();
    const ids = Array.from({ length: 9 }, (_each, index) => `call-${index}`);
    for (const id of ids) await desk.record(id, fault);
    await desk.settle();
    expect(await links(desk, ...ids)).toEqual([[], ...ids.slice(1).map(() => ['call-0'])]);
    expect((await desk.incident('call-0')).repeatedBy).toHaveLength(8);
  });

  it('S1-07 only what is not resolved yet is repeated', async () => {
    const desk = await AutomationDesk.open();
    await desk.record('a', fault);
    await desk.does('a', 'CancelIncident');
    await desk.record('b', fault);
    await desk.settle();
    expect(await links(desk, 'b')).toEqual([[]]);
  });

  it('S1-77 what repeated a fault that is done with is the next that is repeated', async () => {
    const desk = await AutomationDesk.open();
    for (const id of ['a', 'b']) await desk.record(id, fault);
    await desk.settle();
    await desk.does('a', 'CancelIncident');
    await desk.record('c', fault);
    await desk.settle();
    expect(await links(desk, 'a', 'b', 'c')).toEqual([[], ['a'], ['b']]);
  });

  it('S1-07 marks where the profile says so; the marked ones are counted, and not linked to', async () => {
    const desk = await AutomationDesk.open({ change: (profile) => ({ ...profile, duplicates: 'mark' }) });
    for (const id of ['a', 'b', 'c']) {
      await desk.record(id, fault);
      await desk.settle();
    }
    for (const id of ['b', 'c']) {
      expect(await desk.incident(id)).toMatchObject({ status: 'cancelled', duplicateOf: 'a' });
    }
    expect((await desk.incident('a')).repeatedBy).toEqual(['b', 'c']);
  });

  it('S1-07 a person links and marks by the same rules: no chains, nothing that is not open', async () => {
    const desk = await AutomationDesk.open();
    for (const id of ['a', 'b', 'c']) await desk.record(id);
    await desk.does('b', 'LinkIncident', { kind: 'duplicate', target: 'a' });
    await desk.settle();
    for (const [type, data] of [
      ['MarkDuplicate', { of: 'b' }],
      ['LinkIncident', { kind: 'duplicate', target: 'b' }],
    ] as const) {
      await expect(desk.does('c', type, data)).rejects.toMatchObject({
        code: 'incident.not-a-primary',
        details: { of: 'b', primary: 'a' },
      });
    }
    await expect(desk.does('c', 'LinkIncident', { kind: 'duplicate', target: 'nothing' })).rejects.toMatchObject({
      code: 'incident.not-a-primary',
    });
    await expect(desk.does('a', 'MarkDuplicate', { of: 'c' })).rejects.toMatchObject({ code: 'incident.has-repeats' });
    await desk.does('b', 'UnlinkIncident', { kind: 'duplicate', target: 'a', reason: 'Another relay' });
    await desk.settle();
    await desk.does('a', 'MarkDuplicate', { of: 'c' });
    expect((await desk.incident('a')).repeatedBy).toEqual([]);
  });

  it('S1-77 one that is both linked and marked is one call, until it is neither', async () => {
    const desk = await AutomationDesk.open();
    for (const id of ['a', 'b']) await desk.record(id, fault);
    await desk.settle();
    const repeats = async () => (await desk.incident('a')).repeatedBy;
    await desk.does('b', 'MarkDuplicate', { of: 'a' });
    await desk.settle();
    expect(await repeats()).toEqual(['b']);
    await desk.does('b', 'UnlinkIncident', { kind: 'duplicate', target: 'a', reason: 'Marked now' });
    await desk.settle();
    expect(await repeats()).toEqual(['b']);
    await desk.does('b', 'UnmarkDuplicate');
    await desk.settle();
    expect(await repeats()).toEqual([]);
  });
});

describe('Major incidents', () => {
  it('C25 S0-23 S1-10 are brought to the manager once, from whichever status', async () => {
    const desk = await AutomationDesk.open();
    await desk.record('a', { impact: 'high', urgency: 'high' });
    await desk.settle();
    await desk.does('a', 'ChangePriority', { priority: 'P3' });
    await desk.does('a', 'ChangePriority', { priority: 'P1' });
    await desk.does('a', 'DeclareMajorIncident', {}, by('manager'));
    await desk.settle();
    const escalations = (await desk.events()).filter(({ type }) => type === 'incident.escalated');
    expect(escalations.map(({ data }) => data)).toEqual([
      { kind: 'hierarchical', reason: expect.stringContaining('Major incident: priority P1') as string },
    ]);
    expect((await desk.incident('a')).status).toBe('new');
  });
});

describe('A command for an incident that is not there', () => {
  const data = { candidates: ['a'], by: 'a', rule: 'priority', reason: 'P1' };
  it.each(['AutoAssign', 'LinkDuplicate', 'CountRepeat', 'EscalateMajor'])(
    '%s: there is nothing to do',
    async (type) => {
      const desk = await AutomationDesk.open({ directory });
      await desk.record('a');
      const before = await desk.events();
      await desk.send({ type, target: 'nothing', data, metadata: commandMetadata(by('system')) });
      await desk.send({ type: 'CountRepeat', target: 'a', data: { by: 'nothing' }, metadata: commandMetadata() });
      expect(await desk.events()).toEqual(before);
    },
  );
});
