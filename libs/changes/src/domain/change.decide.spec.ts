import { commandMetadata, givenDecider } from '@evidesk/testing';
import fc from 'fast-check';
import type { ChangeEvent } from '../contract/change-events.js';
import { changeAggregate } from '../application/change.aggregate.js';
import type { ChangeCommand, ChangeCommandData, ChangeCommandType } from './change.commands.js';
import { allowedChangeCommands, decideChange } from './change.decide.js';
import { evolveChange, initialChange } from './change.evolve.js';
import { CHANGE_STATUSES, type ChangeState, type ChangeStatus } from './change.state.js';

const DATA: { readonly [T in ChangeCommandType]: ChangeCommandData<T> } = {
  RequestChange: {
    number: 'CHG-202611-000001',
    incidentId: 'i-1',
    description: 'Replace the relay',
    riskAssessment: 'Mail stops for ten minutes',
    rollbackPlan: 'Switch back',
    affectedCi: 'relay-1',
  },
  AssessChange: { risk: 'low', assessment: 'Done before' },
  ApproveChange: { note: 'At night' },
  RejectChange: { reason: 'Not in the freeze' },
  ScheduleChange: { startsAt: '2026-11-17T14:00:00.000Z', endsAt: '2026-11-17T15:00:00.000Z' },
  ImplementChange: { result: 'Mail flows' },
  RollBackChange: { reason: 'Mail is dropped' },
  CloseChange: { review: 'As planned' },
};
const TYPES = Object.keys(DATA) as ChangeCommandType[];
const command = <T extends ChangeCommandType>(type: T, data: Partial<ChangeCommandData<T>> = {}) =>
  ({ type, data: { ...DATA[type], ...data }, metadata: commandMetadata() }) as unknown as ChangeCommand;

const given = givenDecider({ initial: initialChange, decide: decideChange, evolve: evolveChange });

/** The commands that lead to each status. */
const PATHS: Readonly<Record<ChangeStatus, readonly ChangeCommandType[]>> = {
  requested: ['RequestChange'],
  assessed: ['RequestChange', 'AssessChange'],
  approved: ['RequestChange', 'AssessChange', 'ApproveChange'],
  rejected: ['RequestChange', 'AssessChange', 'RejectChange'],
  scheduled: ['RequestChange', 'AssessChange', 'ApproveChange', 'ScheduleChange'],
  implemented: ['RequestChange', 'AssessChange', 'ApproveChange', 'ScheduleChange', 'ImplementChange'],
  rolled_back: ['RequestChange', 'AssessChange', 'ApproveChange', 'ScheduleChange', 'RollBackChange'],
  closed: ['RequestChange', 'AssessChange', 'ApproveChange', 'ScheduleChange', 'ImplementChange', 'CloseChange'],
};

function eventsOf(types: readonly ChangeCommandType[]): readonly ChangeEvent[] {
  let state: ChangeState = initialChange;
  return types.flatMap((type) => {
    const events = decideChange(command(type), state);
    state = events.reduce(evolveChange, state);
    return events;
  });
}
const at = (status: ChangeStatus) => given(...eventsOf(PATHS[status]));

/** The table of the state machine, by hand. */
const LEGAL: Readonly<Record<ChangeStatus, Partial<Record<ChangeCommandType, ChangeEvent>>>> = {
  requested: {
    AssessChange: { type: 'change.assessed', data: DATA.AssessChange },
    RejectChange: { type: 'change.rejected', data: { incidentId: 'i-1', ...DATA.RejectChange } },
  },
  assessed: {
    ApproveChange: { type: 'change.approved', data: DATA.ApproveChange },
    RejectChange: { type: 'change.rejected', data: { incidentId: 'i-1', ...DATA.RejectChange } },
  },
  approved: { ScheduleChange: { type: 'change.scheduled', data: DATA.ScheduleChange } },
  rejected: { CloseChange: { type: 'change.closed', data: DATA.CloseChange } },
  scheduled: {
    ScheduleChange: { type: 'change.scheduled', data: DATA.ScheduleChange },
    ImplementChange: { type: 'change.implemented', data: { incidentId: 'i-1', ...DATA.ImplementChange } },
    RollBackChange: { type: 'change.rolled-back', data: { incidentId: 'i-1', ...DATA.RollBackChange } },
  },
  implemented: { CloseChange: { type: 'change.closed', data: DATA.CloseChange } },
  rolled_back: { CloseChange: { type: 'change.closed', data: DATA.CloseChange } },
  closed: {},
};

describe('RequestChange', () => {
  it('S0-31 S0-79 S0-80 is requested under its number, for its incident and configuration item', () => {
    given().when(command('RequestChange')).then({ type: 'change.requested', data: DATA.RequestChange });
  });

  it.each([
    ['S0-81', 'description'],
    ['S0-82', 'riskAssessment'],
    ['S0-83', 'rollbackPlan'],
  ] as const)('%s is refused without %s', (_id, field) => {
    given()
      .when(command('RequestChange', { [field]: ' ' }))
      .refused('request.invalid', { kind: 'invalid', fields: [`/${field} required`] });
  });

  it('S1-34 carries what will be other about its configuration item, and is refused when it names none', () => {
    const plannedChanges = { version: '1.1' };
    given()
      .when(command('RequestChange', { plannedChanges }))
      .then({ type: 'change.requested', data: { ...DATA.RequestChange, plannedChanges } });
    given()
      .when(command('RequestChange', { plannedChanges, affectedCi: undefined }))
      .refused('request.invalid', { kind: 'invalid', fields: ['/affectedCi required'] });
  });

  it.each(CHANGE_STATUSES)('S0-79 is refused again while %s', (status) => {
    at(status).when(command('RequestChange')).refused('change.already-requested', { kind: 'conflict' });
  });

  it('nothing else can be done to a change that was never requested', () => {
    for (const type of TYPES.filter((each) => each !== 'RequestChange')) {
      given().when(command(type)).refused('change.not-found', { kind: 'not-found' });
    }
  });
});

describe.each(CHANGE_STATUSES)('A change request that is %s', (status) => {
  it('S0-31 names what it can take', () => {
    expect([...allowedChangeCommands(status)].sort()).toEqual(Object.keys(LEGAL[status]).sort());
  });

  it.each(TYPES.filter((type) => type !== 'RequestChange'))('%s', (type) => {
    const event = LEGAL[status][type];
    const outcome = at(status).when(command(type));
    if (event !== undefined) return outcome.then(event);
    return outcome.refused('change.illegal-transition', {
      kind: 'conflict',
      details: { command: type, changeStatus: status, allowed: allowedChangeCommands(status) },
    });
  });
});

describe('ScheduleChange', () => {
  it.each(['2026-11-17T14:00:00.000Z', '2026-11-17T13:59:59.999Z'])('refuses a window that ends at %s', (endsAt) => {
    at('approved')
      .when(command('ScheduleChange', { endsAt }))
      .refused('request.invalid', { fields: ['/endsAt out-of-order'] });
  });
});

describe('Every course of a change request', () => {
  const course = fc.array(fc.constantFrom(...TYPES), { maxLength: 20 });
  const run = (types: readonly ChangeCommandType[]) => {
    let state: ChangeState = initialChange;
    const events: ChangeEvent[] = [];
    for (const type of types) {
      try {
        const decided = decideChange(command(type), state);
        state = decided.reduce(evolveChange, state);
        events.push(...decided);
      } catch {
        continue;
      }
    }
    return { state, events };
  };

  it('S0-42 S0-31 is implemented only after approval and scheduling, and ends when it is closed', () => {
    fc.assert(
      fc.property(course, (types) => {
        const happened = run(['RequestChange', ...types]).events.map(({ type }) => type);
        const before = (type: string) => happened.slice(0, Math.max(0, happened.indexOf(type as ChangeEvent['type'])));
        if (happened.includes('change.implemented')) {
          expect(before('change.implemented')).toEqual(
            expect.arrayContaining(['change.assessed', 'change.approved', 'change.scheduled']),
          );
        }
        if (happened.includes('change.closed')) expect(happened.at(-1)).toBe('change.closed');
      }),
    );
  });

  it('emits only what the contract publishes, and folds to the same state every time', () => {
    fc.assert(
      fc.property(course, (types) => {
        const { state, events } = run(types);
        for (const { type, data } of events) expect(changeAggregate.eventTypes.get(type)?.check(data)).toBeUndefined();
        expect(events.reduce<ChangeState>(evolveChange, initialChange)).toEqual(state);
      }),
    );
  });

  it('ignores events that it does not know', () => {
    const unknown = { type: 'change.painted', data: {} } as unknown as ChangeEvent;
    expect(evolveChange(initialChange, unknown)).toEqual(initialChange);
    const requested = evolveChange(initialChange, { type: 'change.requested', data: DATA.RequestChange });
    expect(evolveChange(requested, unknown)).toEqual(requested);
    expect(evolveChange(initialChange, { type: 'change.approved', data: {} })).toEqual(initialChange);
  });
});
