import { CommandExecutor } from '@evidesk/executor';
import { type EventStore, openMemoryEventStore } from '@evidesk/event-store';
import { NumberAllocator } from '@evidesk/numbering';
import type { CompiledProfile, ProfileRegistry } from '@evidesk/profiles';
import { commandMetadata, CountingIds, FixedClock } from '@evidesk/testing';
import { by, command, SAMPLES } from '../../testing/commands.js';
import { profileOf } from '../../testing/incident-kit.js';
import type { IncidentCommand, IncidentCommandData, IncidentCommandType } from '../domain/incident.commands.js';
import { ExecuteIncidentCommand, ExecuteIncidentCommandHandler } from './execute-incident-command.js';
import { RecordIncident, RecordIncidentHandler } from './record-incident/record-incident.handler.js';

let desk: CompiledProfile;
beforeAll(async () => {
  desk = await profileOf();
});

let store: EventStore;
let recordHandler: RecordIncidentHandler;
let handler: ExecuteIncidentCommandHandler;
let sent = 0;
beforeEach(() => {
  store = openMemoryEventStore();
  const snapshots = { load: () => Promise.resolve(undefined), save: () => Promise.resolve() };
  const executor = new CommandExecutor(store, snapshots, { onSnapshotFailure: () => undefined });
  const profiles = { inForce: () => desk, get: () => desk } as unknown as ProfileRegistry;
  const numbers = new NumberAllocator(executor, new FixedClock(), new CountingIds('numbering'));
  recordHandler = new RecordIncidentHandler(executor, profiles, numbers);
  handler = new ExecuteIncidentCommandHandler(executor, profiles);
});

const { number: _number, ...answers } = SAMPLES.RecordIncident;
const record = (data: Partial<typeof answers> = {}, commandId = `record-${(sent += 1)}`) =>
  recordHandler.execute(new RecordIncident({ ...answers, ...data }, commandMetadata({ commandId }), 'std-4tier'));
const does = <T extends IncidentCommandType>(id: string, type: T, data: Partial<IncidentCommandData<T>> = {}) =>
  handler.execute(
    new ExecuteIncidentCommand(
      id,
      command(type, data, { commandId: `command-${(sent += 1)}`, ...by('service_desk') }) as IncidentCommand,
    ),
  );

async function closed(): Promise<string> {
  const { id } = await record();
  await does(id, 'ClassifyIncident');
  await does(id, 'RecordSupport', { resolved: true, escalationReason: undefined });
  for (const type of ['ResolveIncident', 'RecordSolution', 'ConfirmResolution', 'CloseIncident'] as const)
    await does(id, type);
  return id;
}

describe('RecordIncident', () => {
  it('S0-27 S0-54 gives every incident its own number, and the same command the same incident', async () => {
    const first = await record({}, 'once');
    const again = await record({}, 'once');
    const second = await record();
    expect(first.state).toMatchObject({ status: 'new', number: 'INC-202611-000001' });
    expect(again).toEqual({ ...first, duplicate: true });
    expect(second.id).not.toBe(first.id);
    expect(second.state).not.toMatchObject({ number: 'INC-202611-000001' });
  });

  it('S0-54 what is refused uses no number up', async () => {
    await expect(record({ type: 'rumour' })).rejects.toMatchObject({ code: 'request.invalid' });
    expect((await record()).state).toMatchObject({ number: 'INC-202611-000001' });
  });

  it('S1-27 C7 only a closed incident recurs, as a new one that links to it', async () => {
    const open = await record();
    await expect(record({ recurrenceOf: open.id })).rejects.toMatchObject({
      code: 'incident.not-closed',
      details: { incidentStatus: 'new' },
    });
    await expect(record({ recurrenceOf: 'nothing' })).rejects.toMatchObject({ code: 'incident.not-closed' });
    const before = await closed();
    const recurrence = await record({ recurrenceOf: before });
    expect(recurrence.id).not.toBe(before);
    expect(recurrence.state).toMatchObject({ status: 'new', links: [{ kind: 'recurrence', target: before }] });
    await expect(does(before, 'ResumeIncident')).rejects.toMatchObject({ code: 'incident.already-closed' });
  });
});

describe('A command on an incident', () => {
  it('that is not there is refused', async () => {
    await expect(does('nothing', 'AddComment')).rejects.toMatchObject({
      code: 'incident.not-found',
      kind: 'not-found',
    });
  });

  it('S1-07 S1-77 a duplicate points to another incident that is open', async () => {
    const { id } = await record();
    const primary = await record();
    for (const other of [id, 'nothing', await closed()]) {
      await expect(does(id, 'MarkDuplicate', { of: other })).rejects.toMatchObject({
        code: 'incident.not-a-primary',
        kind: 'conflict',
      });
    }
    expect((await does(id, 'MarkDuplicate', { of: primary.id })).state).toMatchObject({
      status: 'cancelled',
      duplicateOf: primary.id,
    });
    await expect(does(primary.id, 'MarkDuplicate', { of: id })).rejects.toMatchObject({
      code: 'incident.not-a-primary',
    });
  });

  it('at a revision that is stale is a conflict', async () => {
    const { id, revision } = await record();
    await does(id, 'AddComment');
    const stale = handler.execute(
      new ExecuteIncidentCommand(id, command('AddComment', {}, { commandId: 'stale' }), revision),
    );
    await expect(stale).rejects.toMatchObject({ name: 'ConcurrencyConflict', expected: revision });
  });
});
