import { type Document, deriveId, DomainError, type ProcessManager, type RecordedEvent } from '@evidesk/kernel';
import { stored } from '@evidesk/testing';
import fc from 'fast-check';
import { AutomationDesk } from '../../testing/automation-desk.js';
import { by } from '../../testing/commands.js';
import { autoAssignment } from './auto-assignment/auto-assignment.process.js';
import { duplicateDetection } from './duplicate-detection/duplicate-detection.process.js';
import { majorIncident } from './major-incident/major-incident.process.js';

const directory = {
  groups: [{ code: 'network_team' }, { code: 'general_support' }],
  people: [
    { id: 'han', name: 'Han', groups: ['network_team', 'general_support'], skills: ['network'] },
    { id: 'mei', name: 'Mei', groups: ['network_team'], skills: ['network'] },
  ],
};
const IDS = ['a', 'b', 'c', 'd'];
const fault = (symptom: string) => ({ customer: 'HH', affectedCi: 'relay-1', symptom });
const late = {
  occurredAt: '2026-11-10T02:00:00.000Z',
  recordedAt: '2026-11-16T02:00:00.000Z',
  ...by('l1', 'importer'),
};

type Act = (desk: AutomationDesk, id: string) => Promise<void>;
const ACTS: readonly Act[] = [
  (desk, id) => desk.does(id, 'ClassifyIncident', { category: 'infrastructure', subcategory: 'network' }),
  (desk, id) => desk.does(id, 'RecordSupport', { tier: 'l1' }),
  (desk, id) => desk.does(id, 'AssignIncident', { engineer: 'zhao', reason: 'x' }),
  (desk, id) => desk.does(id, 'ChangePriority', { priority: 'P1', reason: 'x' }),
  (desk, id) => desk.does(id, 'CancelIncident'),
  (desk, id) => desk.does(id, 'MarkDuplicate', { of: 'a' }),
  (desk, id) => desk.does(id, 'UnmarkDuplicate'),
  (desk, id) => desk.does(id, 'LinkIncident', { kind: 'duplicate', target: 'b' }),
  (desk, id) => desk.does(id, 'UnlinkIncident', { kind: 'duplicate', target: 'a', reason: 'x' }),
];

const steps = fc.array(
  fc.record({ id: fc.constantFrom(...IDS), act: fc.nat({ max: ACTS.length - 1 }), settles: fc.boolean() }),
  { maxLength: 14 },
);
const records = fc.tuple(
  ...IDS.map(() => fc.record({ symptom: fc.constantFrom('slow', 'down'), isLate: fc.boolean() })),
);

/** Leads some lives; what is refused did not happen. */
async function live(
  how: readonly { readonly symptom: string; readonly isLate: boolean }[],
  what: readonly { readonly id: string; readonly act: number; readonly settles: boolean }[],
): Promise<AutomationDesk> {
  const desk = await AutomationDesk.open({ directory });
  for (const [index, { symptom, isLate }] of how.entries()) {
    const times = isLate ? late : {};
    const discoveredAt = '2026-11-10T01:00:00.000Z';
    await desk.record(IDS[index] ?? '', { ...fault(symptom), discoveredAt }, times);
  }
  await desk.settle();
  for (const { id, act, settles } of what) {
    await ACTS[act]?.(desk, id).catch((error: unknown) => expect(error).toBeInstanceOf(DomainError));
    if (settles) await desk.settle();
  }
  await desk.waitUntil('2026-11-16T05:00:00.000Z');
  return desk;
}

describe('All of history once more', () => {
  it('sends what was sent, with the same ids, and nothing of any incident changes', async () => {
    await fc.assert(
      fc.asyncProperty(records, steps, async (how, what) => {
        const desk = await live(how, what);
        const before = await desk.events();
        const sent = desk.sent.splice(0).map(({ metadata }) => metadata.commandId);
        desk.restart();
        await desk.settle();
        await desk.waitUntil('2026-11-16T06:00:00.000Z');
        const again = desk.sent.map(({ metadata }) => metadata.commandId);
        expect(new Set(again)).toEqual(new Set(sent));
        expect(await desk.events()).toEqual(before);
      }),
      { numRuns: 25 },
    );
  });
});

/** Batches of these sizes; after each, true means that the process died before the commit. */
const batches = fc.array(fc.record({ size: fc.integer({ min: 1, max: 6 }), dies: fc.boolean() }), { maxLength: 30 });

/** What is remembered and sent when batches that were not committed come again. */
function delivered<M extends Document>(
  process: ProcessManager<M>,
  events: readonly RecordedEvent[],
  plan: readonly { readonly size: number; readonly dies: boolean }[],
) {
  let committed = new Map<string, M>();
  const sent = new Map<string, object>();
  let next = 0;
  for (const { size, dies } of [...plan, { size: events.length, dies: false }]) {
    const working = new Map(committed);
    for (const event of events.slice(next, next + size)) {
      const key = process.memory?.key(event);
      const document = key === undefined ? undefined : process.memory?.remember(working.get(key), event, key);
      if (key !== undefined && document !== undefined && document !== null) working.set(key, stored(document));
      else if (key !== undefined) working.delete(key);
      for (const output of process.react(event, document ?? undefined)) {
        if (output.kind === 'ignore') continue;
        const id = deriveId(process.name, event.metadata.eventId, output.key);
        expect(sent.get(id) ?? output).toEqual(output);
        sent.set(id, output);
      }
    }
    if (dies) continue;
    committed = working;
    next += size;
  }
  return { memory: [...committed], sent: [...sent] };
}

describe.each<[string, ProcessManager]>([
  ['auto-assignment', autoAssignment],
  ['duplicate-detection', duplicateDetection],
  ['major-incident', majorIncident],
])('%s', (_name, process) => {
  it('remembers and sends the same however its events were batched and redelivered', async () => {
    await fc.assert(
      fc.asyncProperty(records, steps, batches, async (how, what, plan) => {
        const events = await (await live(how, what)).events();
        expect(delivered(process, events, plan)).toEqual(delivered(process, events, []));
      }),
      { numRuns: 10 },
    );
  });

  it('remembers nothing new of an event that comes twice', async () => {
    await fc.assert(
      fc.asyncProperty(records, steps, async (how, what) => {
        const events = await (await live(how, what)).events();
        const twice = events.flatMap((event) => [event, event]);
        expect(delivered(process, twice, [])).toEqual(delivered(process, events, []));
      }),
      { numRuns: 10 },
    );
  });
});
