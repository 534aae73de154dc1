import { commandMetadata, givenDecider } from '@evidesk/testing';
import fc from 'fast-check';
import { problemAggregate } from '../application/aggregates.js';
import { MAX_INCIDENTS } from '../contract/fields.js';
import type { ProblemEvent } from '../contract/problem-events.js';
import type { ProblemCommand, ProblemCommandData, ProblemCommandType } from './problem.commands.js';
import { allowedProblemCommands, decideProblem } from './problem.decide.js';
import { evolveProblem, initialProblem } from './problem.evolve.js';
import { PROBLEM_STATUSES, type ProblemState, type ProblemStatus } from './problem.state.js';

const DATA: { readonly [T in ProblemCommandType]: ProblemCommandData<T> } = {
  ProposeProblem: {
    number: 'PRB-202611-000001',
    origin: 'system_bug',
    title: 'Upload fails',
    incidents: ['i-1', 'i-2', 'i-3'],
    symptomId: 's-1',
    units: ['one', 'two', 'three'],
    needed: 3,
  },
  OpenProblem: {
    number: 'PRB-202611-000001',
    title: 'Mail stops',
    description: 'Every night',
    incidents: ['i-1', 'i-1', 'i-2'],
  },
  AcceptProblem: { note: 'A bug' },
  DismissProblem: { reason: 'The line was down' },
  TakeIncident: { incidentId: 'i-4', unit: 'four' },
  AddProblemIncident: { incidentId: 'i-5' },
  RecordRootCause: { rootCause: 'A full disk' },
  RecordKnownError: { workaround: 'Send it again' },
  ResolveProblem: { solution: 'A larger disk', changeId: 'c-1' },
  CloseProblem: { review: 'Watch the disks' },
};
const TYPES = Object.keys(DATA) as ProblemCommandType[];
const FIRST: readonly ProblemCommandType[] = ['ProposeProblem', 'OpenProblem', 'TakeIncident'];
const command = <T extends ProblemCommandType>(type: T, data: Partial<ProblemCommandData<T>> = {}) =>
  ({ type, data: { ...DATA[type], ...data }, metadata: commandMetadata() }) as unknown as ProblemCommand;

const given = givenDecider({ initial: initialProblem, decide: decideProblem, evolve: evolveProblem });
const PATHS: Readonly<Record<ProblemStatus, readonly ProblemCommandType[]>> = {
  candidate: ['ProposeProblem'],
  accepted: ['ProposeProblem', 'AcceptProblem'],
  dismissed: ['ProposeProblem', 'DismissProblem'],
  root_cause_known: ['ProposeProblem', 'AcceptProblem', 'RecordRootCause'],
  resolved: ['ProposeProblem', 'AcceptProblem', 'RecordRootCause', 'ResolveProblem'],
  closed: ['ProposeProblem', 'AcceptProblem', 'RecordRootCause', 'ResolveProblem', 'CloseProblem'],
};

function eventsOf(types: readonly ProblemCommandType[]): readonly ProblemEvent[] {
  let state: ProblemState = initialProblem;
  return types.flatMap((type) => {
    const events = decideProblem(command(type), state);
    state = events.reduce(evolveProblem, state);
    return events;
  });
}
const at = (status: ProblemStatus) => given(...eventsOf(PATHS[status]));

const added: ProblemEvent = { type: 'problem.incident-added', data: { incidentId: 'i-5', accepted: true } };
const rootCause: ProblemEvent = { type: 'problem.root-cause-recorded', data: { rootCause: 'A full disk' } };
const known: ProblemEvent = { type: 'problem.known-error-recorded', data: { workaround: 'Send it again' } };
const incidents = ['i-1', 'i-2', 'i-3'];

/** The table of the state machine, by hand. */
const LEGAL: Readonly<Record<ProblemStatus, Partial<Record<ProblemCommandType, ProblemEvent>>>> = {
  candidate: {
    AcceptProblem: { type: 'problem.accepted', data: { note: 'A bug', incidents } },
    DismissProblem: { type: 'problem.dismissed', data: { reason: 'The line was down', symptomId: 's-1' } },
    AddProblemIncident: { type: 'problem.incident-added', data: { incidentId: 'i-5', accepted: false } },
  },
  accepted: { AddProblemIncident: added, RecordRootCause: rootCause, RecordKnownError: known },
  root_cause_known: {
    AddProblemIncident: added,
    RecordRootCause: rootCause,
    RecordKnownError: known,
    ResolveProblem: { type: 'problem.resolved', data: { solution: 'A larger disk', changeId: 'c-1' } },
  },
  resolved: {
    AddProblemIncident: added,
    RecordRootCause: rootCause,
    CloseProblem: { type: 'problem.closed', data: { review: 'Watch the disks', symptomId: 's-1' } },
  },
  dismissed: {},
  closed: {},
};

describe('ProposeProblem', () => {
  it('S1-79 is proposed with its units and incidents, once', () => {
    given().when(command('ProposeProblem')).then({ type: 'problem.proposed', data: DATA.ProposeProblem });
    for (const status of PROBLEM_STATUSES) at(status).when(command('ProposeProblem')).nothing();
  });
});

describe('OpenProblem', () => {
  it('S2-02 is opened by transfer from incidents, each named once; it needs no acceptance', () => {
    const { incidents: _incidents, ...form } = DATA.OpenProblem;
    given()
      .when(command('OpenProblem'))
      .then({ type: 'problem.opened', data: { ...form, origin: 'transfer', incidents: ['i-1', 'i-2'] } });
    expect(
      evolveProblem(initialProblem, { type: 'problem.opened', data: { ...form, origin: 'manual', incidents: [] } }),
    ).toMatchObject({ status: 'accepted' });
  });

  it('S1-32 or of its own right', () => {
    given()
      .when(command('OpenProblem', { incidents: [] }))
      .then({ type: 'problem.opened', data: { ...DATA.OpenProblem, origin: 'manual', incidents: [] } });
  });

  it('is refused without words, and where there is one', () => {
    given()
      .when(command('OpenProblem', { title: ' ', description: ' ' }))
      .refused('request.invalid', { kind: 'invalid', fields: ['/title required', '/description required'] });
    at('accepted').when(command('OpenProblem')).refused('problem.already-opened', { kind: 'conflict' });
  });
});

describe('TakeIncident', () => {
  it.each([
    ['candidate', false],
    ['accepted', true],
    ['root_cause_known', true],
    ['resolved', true],
  ] as const)('S1-79 a further unit goes to the %s', (status, accepted) => {
    at(status)
      .when(command('TakeIncident'))
      .then({ type: 'problem.incident-added', data: { incidentId: 'i-4', unit: 'four', accepted } });
  });

  it.each(['dismissed', 'closed'] as const)('is silent when it is %s', (status) => {
    at(status).when(command('TakeIncident')).nothing();
  });

  it('is silent about an incident that it has', () => {
    at('accepted')
      .when(command('TakeIncident', { incidentId: 'i-1' }))
      .nothing();
  });

  it('a full problem takes no more, and says so to people', () => {
    const many = Array.from({ length: MAX_INCIDENTS }, (_, index) => `i-${index}`);
    const full = given({ type: 'problem.proposed', data: { ...DATA.ProposeProblem, incidents: many } });
    full.when(command('TakeIncident', { incidentId: 'new' })).nothing();
    full.when(command('AddProblemIncident', { incidentId: 'new' })).refused('problem.full', { kind: 'conflict' });
    full.when(command('AddProblemIncident', { incidentId: 'i-7' })).nothing();
  });
});

describe.each(PROBLEM_STATUSES)('A problem that is %s', (status) => {
  it('names what it can take', () => {
    expect([...allowedProblemCommands(status)].sort()).toEqual(Object.keys(LEGAL[status]).sort());
  });

  it.each(TYPES.filter((type) => !FIRST.includes(type)))('S1-32 %s', (type) => {
    const event = LEGAL[status][type];
    const outcome = at(status).when(command(type));
    if (event !== undefined) return outcome.then(event);
    return outcome.refused('problem.illegal-transition', {
      kind: 'conflict',
      details: { command: type, problemStatus: status, allowed: allowedProblemCommands(status) },
    });
  });
});

describe('Every command', () => {
  it('needs a problem', () => {
    for (const type of TYPES.filter((each) => each !== 'ProposeProblem' && each !== 'OpenProblem'))
      given().when(command(type)).refused('problem.not-found', { kind: 'not-found' });
  });

  it.each([
    ['accepted', 'RecordRootCause', 'rootCause'],
    ['accepted', 'RecordKnownError', 'workaround'],
    ['candidate', 'DismissProblem', 'reason'],
  ] as const)('of a %s problem: %s says something', (status, type, field) => {
    at(status)
      .when(command(type, { [field]: ' ' }))
      .refused('request.invalid', { fields: [`/${field} required`] });
  });

  it('emits only what the contract publishes, whatever the course', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...TYPES), { maxLength: 20 }), (types) => {
        let state: ProblemState = initialProblem;
        const events: ProblemEvent[] = [];
        for (const type of types) {
          try {
            const decided = decideProblem(command(type), state);
            state = decided.reduce(evolveProblem, state);
            events.push(...decided);
          } catch {
            continue;
          }
        }
        for (const { type, data } of events) expect(problemAggregate.eventTypes.get(type)?.check(data)).toBeUndefined();
        const last = events
          .map(({ type }) => type)
          .filter((type) => type === 'problem.closed' || type === 'problem.dismissed');
        expect(last.length).toBeLessThanOrEqual(1);
        if (last.length === 1) expect(events.at(-1)?.type).toBe(last[0]);
      }),
    );
  });

  it('ignores events that it does not know', () => {
    const unknown = { type: 'problem.painted', data: {} } as unknown as ProblemEvent;
    expect(evolveProblem(initialProblem, unknown)).toEqual(initialProblem);
    expect(evolveProblem(initialProblem, rootCause)).toEqual(initialProblem);
    const [proposed] = eventsOf(['ProposeProblem']);
    if (proposed === undefined) throw new Error('no event');
    const state = evolveProblem(initialProblem, proposed);
    expect(evolveProblem(state, unknown)).toEqual(state);
    expect(evolveProblem(state, proposed)).toEqual(state);
  });
});
