import type { CompiledProfile } from '@evidesk/profiles';
import { givenProcess, history } from '@evidesk/testing';
import { by } from '../../../testing/commands.js';
import { type Life, on, profileOf } from '../../../testing/incident-kit.js';
import { lifeAt } from '../../../testing/std-4tier-path.js';
import { incidentEventSchemas } from '../../contract/incident-events.js';
import { slaEscalation } from './sla-escalation.process.js';

let desk: CompiledProfile;
beforeAll(async () => {
  desk = await profileOf();
});

const staff = by('service_desk', 'l2').actor;
const system = { id: 'process:sla-escalation', roles: ['system'] };
const at = (time: string) => on(`2026-11-16T${time}:00.000Z`, staff);
const ALL = [
  ['response:75', '02:45'],
  ['response:90', '02:54'],
  ['response:due', '03:00'],
  ['resolution:75', '08:00'],
  ['resolution:90', '09:12'],
  ['resolution:due', '10:00'],
] as const;
const RESOLUTION = ALL.slice(3);
/** Times of the tests' day. */
const deadlines = (times: readonly (readonly [string, string])[], notBefore?: string) =>
  times.map(([key, time]) => ({
    key,
    at: `2026-11-16T${time}:00.000Z`,
    notBefore,
    command: 'ReachDeadlines',
    data: {},
  }));
const clocks = (times: readonly (readonly [string, string])[], notBefore?: string) => ({
  key: 'clocks',
  target: 'i-1',
  deadlines: deadlines(times, notBefore),
});
const NO_ESCALATION = { key: 'EscalateOverdue', target: 'i-1', deadlines: [] };

/** The last event of a life, after all before it. */
function when(life: Life) {
  const events = life.recorded();
  const last = events.at(-1);
  if (last === undefined) throw new Error('nothing happened');
  return givenProcess(slaEscalation, ...events.slice(0, -1)).when(last);
}

describe('sla-escalation', () => {
  it('reads incidents', () => {
    expect(slaEscalation.streams).toEqual(['incident-']);
  });

  it('S1-11 S4-27 schedules the warnings and breaches of a new record', () => {
    when(lifeAt('classification (new)', desk)).schedules(clocks(ALL));
  });

  it('S0-91 calls off those of the response once it was given', () => {
    when(lifeAt('initial_support (in_progress)', desk)).schedules(clocks(RESOLUTION));
  });

  it('C10 schedules anew at another priority', () => {
    const life = lifeAt('second_line (in_progress)', desk).does('ChangePriority', { priority: 'P1' }, at('02:10'));
    const events = life.recorded();
    givenProcess(slaEscalation, ...events.slice(0, -2))
      .when(events.at(-2)!)
      .schedules(
        clocks([
          ['resolution:75', '03:30'],
          ['resolution:90', '03:48'],
          ['resolution:due', '04:00'],
        ]),
      );
  });

  it('C27 calls off while the clocks stand still, and schedules anew when they go on', () => {
    const life = lifeAt('second_line (in_progress)', desk).does('PutOnHold', { reason: 'user' }, at('03:00'));
    when(life).schedules(clocks([]));
    // Another priority changes when it will fall due, not that it waits.
    when(life.does('ChangePriority', { priority: 'P3' }, at('03:10'))).schedules(clocks([]));
    life.does('ChangePriority', { priority: 'P2' }, at('03:20'));
    when(life.does('ResumeIncident', {}, at('04:30'))).schedules(
      clocks([
        ['resolution:75', '09:30'],
        ['resolution:90', '10:42'],
        ['resolution:due', '11:30'],
      ]),
    );
  });

  it('C27 lets a hold be that stops no clock', () => {
    when(lifeAt('second_line (in_progress)', desk).does('PutOnHold', { reason: 'supplier' })).silent();
  });

  it('C27 S1-77 keeps a duplicate’s clocks still that stood still before', () => {
    const life = lifeAt('second_line (in_progress)', desk).does('PutOnHold', { reason: 'user' }, at('03:00'));
    when(life.does('MarkDuplicate', {}, at('03:30'))).schedules(clocks([]), NO_ESCALATION);
    when(life.does('UnmarkDuplicate', {}, at('03:40'))).schedules(clocks([]));
    when(life.does('ChangePriority', { priority: 'P3' }, at('03:50'))).schedules(clocks([]));
  });

  it.each([
    ['resolution (in_progress)', 'ResolveIncident'],
    ['second_line (in_progress)', 'CancelIncident'],
    ['second_line (in_progress)', 'MarkDuplicate'],
  ] as const)('calls all off: at %s, %s', (place, type) => {
    when(lifeAt(place, desk).does(type)).schedules(clocks([]), NO_ESCALATION);
  });

  it('C7 schedules what is left when the resolution is rejected', () => {
    when(lifeAt('solution_record (resolved)', desk).does('RejectResolution')).schedules(clocks(RESOLUTION));
  });

  it('S1-11 keeps what is still to come when a warning was told', () => {
    const told = lifeAt('second_line (in_progress)', desk).does(
      'ReachDeadlines',
      {},
      {
        ...on('2026-11-16T08:00:00.000Z', system),
      },
    );
    when(told).schedules(clocks(RESOLUTION.slice(1)));
  });

  it('S4-51 S0-30 S1-06 escalates when the resolution target was missed', () => {
    const life = lifeAt('second_line (in_progress)', desk).does(
      'ReachDeadlines',
      {},
      on('2026-11-16T10:00:00.000Z', system),
    );
    when(life).gives(
      { kind: 'schedule', ...clocks([]) },
      {
        kind: 'send',
        command: 'EscalateOverdue',
        target: 'i-1',
        data: { clock: 'resolution', dueAt: '2026-11-16T10:00:00.000Z' },
        key: 'EscalateOverdue',
      },
    );
  });

  it('S4-51 does not for a response that came late', () => {
    const life = lifeAt('classification (new)', desk).does(
      'ReachDeadlines',
      {},
      on('2026-11-16T03:00:00.000Z', system),
    );
    when(life).schedules(clocks(RESOLUTION));
  });

  it('S4-51 escalates at once what the automation told late, since it had not run', () => {
    const life = lifeAt('second_line (in_progress)', desk).does(
      'ReachDeadlines',
      {},
      { actor: system, occurredAt: '2026-11-16T10:00:00.000Z', recordedAt: '2026-11-18T00:00:00.000Z' },
    );
    when(life).gives(
      { kind: 'schedule', ...clocks([]) },
      expect.objectContaining({ kind: 'send', command: 'EscalateOverdue' }),
    );
  });

  it('C22 lets history that is still coming in have its say for an hour', () => {
    const late = { actor: staff, occurredAt: '2026-11-16T11:00:00.000Z', recordedAt: '2026-11-18T00:00:00.000Z' };
    const life = lifeAt('second_line (in_progress)', desk).does('AddComment', {}, late);
    const events = life.recorded();
    const breach = events.findIndex(({ type }) => type === 'incident.sla-breached');
    givenProcess(slaEscalation, ...events.slice(0, breach))
      .when(events[breach]!)
      .schedules(clocks([]), {
        key: 'EscalateOverdue',
        target: 'i-1',
        deadlines: [
          {
            key: 'EscalateOverdue',
            at: '2026-11-18T00:00:00.000Z',
            notBefore: '2026-11-18T01:00:00.000Z',
            command: 'EscalateOverdue',
            data: { clock: 'resolution', dueAt: '2026-11-16T10:00:00.000Z' },
          },
        ],
      });
    const corrected = lifeAt('classification (new)', desk).does(
      'ClassifyIncident',
      {},
      { actor: staff, occurredAt: '2026-11-16T02:10:00.000Z', recordedAt: '2026-11-16T05:00:00.000Z' },
    );
    when(corrected).schedules(clocks(RESOLUTION, '2026-11-16T06:00:00.000Z'));
  });

  const SILENT = [
    ...['commented', 'linked', 'unlinked', 'assigned', 'declared-major', 'solution-implemented', 'change-needed'],
    ...['solution-recorded', 'reviewed', 'assessed', 'resolution-confirmed', 'closed', 'followed-up', 'escalated'],
    ...['confirmation-reminded', 'confirmation-handed-over'],
  ].map((name) => `incident.${name}`);
  it.each(SILENT)('is silent at %s', (type) => {
    expect(Object.keys(incidentEventSchemas)).toContain(type);
    const [event] = history('incident-i-1', [{ event: { type, data: {} } }]);
    givenProcess(slaEscalation, ...lifeAt('second_line (in_progress)', desk).recorded())
      .when(event!)
      .silent();
  });

  it('S4-25 is silent where no target is set', async () => {
    const without = await profileOf('std-4tier', (profile) => ({ ...profile, slaTargets: [] }));
    when(lifeAt('classification (new)', without)).silent();
  });

  it('remembers nothing of what has ended, and the same when an event comes again', () => {
    const memory = slaEscalation.memory!;
    const events = lifeAt('solution_record (resolved)', desk).recorded();
    const fold = (list: typeof events) =>
      list.reduce<ReturnType<typeof memory.remember>>(
        (document, event) =>
          memory.key(event) === undefined ? document : memory.remember(document ?? undefined, event, 'i-1'),
        null,
      );
    expect(fold(events)).toBeNull();
    const open = lifeAt('second_line (in_progress)', desk)
      .does('PutOnHold', { reason: 'user' }, at('03:00'))
      .does('ResumeIncident', {}, at('04:00'))
      .recorded();
    expect(fold([...open, ...open])).toEqual(fold(open));
  });
});
