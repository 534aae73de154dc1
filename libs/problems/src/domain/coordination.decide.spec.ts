import { commandMetadata, givenDecider } from '@evidesk/testing';
import type { CoordinationEvent } from '../contract/coordination-events.js';
import type { CoordinationCommand, CoordinationCommandData, CoordinationCommandType } from './coordination.commands.js';
import { allowedCoordinationCommands, decideCoordination } from './coordination.decide.js';
import { evolveCoordination, initialCoordination } from './coordination.evolve.js';
import type { CoordinationState } from './coordination.state.js';

const form = {
  number: 'COO-202611-000001',
  incidentId: 'i-1',
  incidentNumber: 'INC-202611-000001',
  customer: 'Acme',
  title: 'Upload fails',
  description: 'Since the upgrade',
  handedTo: { role: 'operations', engineer: 'han' },
};
const DATA: { readonly [T in CoordinationCommandType]: CoordinationCommandData<T> } = {
  RaiseCoordination: form,
  ReceiveCoordination: { receiver: 'han' },
  AnalyseCoordination: { analysis: 'Disk full' },
  HandleCoordination: { process: 'Looked at the log', result: 'Disk enlarged' },
  VerifyCoordination: { passed: true, verification: 'Uploaded a file', reply: 'Works again' },
};
const TYPES = Object.keys(DATA) as CoordinationCommandType[];
const command = <T extends CoordinationCommandType>(type: T, data: Partial<CoordinationCommandData<T>> = {}) =>
  ({ type, data: { ...DATA[type], ...data }, metadata: commandMetadata() }) as unknown as CoordinationCommand;

const given = givenDecider({ initial: initialCoordination, decide: decideCoordination, evolve: evolveCoordination });
const plain = { needsChange: false, longResolution: false };
const raised: CoordinationEvent = { type: 'coordination.raised', data: { ...form, ...plain } };
const received: CoordinationEvent = { type: 'coordination.received', data: { receiver: 'han' } };
const analysed: CoordinationEvent = { type: 'coordination.analysed', data: { analysis: 'Disk full', ...plain } };
const handled: CoordinationEvent = { type: 'coordination.handled', data: DATA.HandleCoordination };
const failed: CoordinationEvent = { type: 'coordination.verification-failed', data: { verification: 'Still fails' } };
const resolved: CoordinationEvent = {
  type: 'coordination.resolved',
  data: {
    number: form.number,
    incidentId: 'i-1',
    ...DATA.HandleCoordination,
    verification: 'Uploaded a file',
    reply: 'Works again',
  },
};
const found: CoordinationEvent = {
  type: 'coordination.information-change-found',
  data: { incidentId: 'i-1', title: 'Upload fails' },
};

/** Where a form can stand: the events that lead there, and what it takes then. */
const PLACES: Readonly<Record<string, readonly [readonly CoordinationEvent[], readonly CoordinationCommandType[]]>> = {
  'is pending (待处理)': [[raised], ['ReceiveCoordination']],
  'is received (处理中)': [[raised, received], ['AnalyseCoordination']],
  'is analysed (处理中)': [
    [raised, received, analysed],
    ['AnalyseCoordination', 'HandleCoordination'],
  ],
  'is handled (处理中)': [
    [raised, received, analysed, handled],
    ['AnalyseCoordination', 'HandleCoordination', 'VerifyCoordination'],
  ],
  'failed its verification (处理中)': [
    [raised, received, analysed, handled, failed],
    ['AnalyseCoordination', 'HandleCoordination'],
  ],
  'is resolved (已解决)': [[raised, received, analysed, handled, resolved], []],
};
const OUTCOME: { readonly [T in CoordinationCommandType]?: CoordinationEvent } = {
  ReceiveCoordination: received,
  AnalyseCoordination: analysed,
  HandleCoordination: handled,
  VerifyCoordination: resolved,
};

describe('RaiseCoordination', () => {
  it('S1-38 S1-45 S1-88 second line submits it, with what the incident says and whom it is handed to', () => {
    given().when(command('RaiseCoordination')).then(raised);
  });

  it.each([['needsChange'], ['longResolution']])('S1-46 %s needs an emergency handling plan', (why) => {
    given()
      .when(command('RaiseCoordination', { [why]: true }))
      .refused('request.invalid', { kind: 'invalid', fields: ['/emergencyPlan required'] });
    given()
      .when(command('RaiseCoordination', { [why]: true, emergencyPlan: 'Fax' }))
      .then({ type: 'coordination.raised', data: { ...form, ...plain, [why]: true, emergencyPlan: 'Fax' } });
  });

  it('S1-56 a change of information is found at once', () => {
    given()
      .when(command('RaiseCoordination', { informationChange: true }))
      .then(raised, found);
  });

  it('is refused without words, and twice', () => {
    given()
      .when(command('RaiseCoordination', { title: ' ' }))
      .refused('request.invalid', { fields: ['/title required'] });
    given(raised).when(command('RaiseCoordination')).refused('coordination.already-raised', { kind: 'conflict' });
  });
});

describe.each(Object.entries(PLACES))('A coordination form that %s', (_place, [events, allowed]) => {
  it('S1-47 S1-48 names what it can take', () => {
    const state = events.reduce<CoordinationState>(evolveCoordination, initialCoordination);
    if (state.status === 'unraised') throw new Error('not raised');
    expect(allowedCoordinationCommands(state)).toEqual(allowed);
  });

  it.each(TYPES.filter((type) => type !== 'RaiseCoordination'))('S1-47 %s', (type) => {
    const outcome = given(...events).when(command(type));
    const event = OUTCOME[type];
    if (event !== undefined && allowed.includes(type)) return outcome.then(event);
    return outcome.refused('coordination.illegal-transition', { kind: 'conflict' });
  });
});

describe('AnalyseCoordination', () => {
  it('S1-46 an analysis that finds a change needed asks for the plan, unless there is one', () => {
    given(raised, received)
      .when(command('AnalyseCoordination', { needsChange: true }))
      .refused('request.invalid', { fields: ['/emergencyPlan required'] });
    const withPlan = { ...form, ...plain, emergencyPlan: 'Fax' };
    given({ type: 'coordination.raised', data: withPlan }, received)
      .when(command('AnalyseCoordination', { needsChange: true }))
      .then({ type: 'coordination.analysed', data: { analysis: 'Disk full', ...plain, needsChange: true } });
  });

  it('keeps what was raised where it says nothing else', () => {
    const change = { ...form, needsChange: true, longResolution: false, emergencyPlan: 'Fax' };
    given({ type: 'coordination.raised', data: change }, received)
      .when(command('AnalyseCoordination'))
      .then({ type: 'coordination.analysed', data: { analysis: 'Disk full', ...plain, needsChange: true } });
  });

  it('S1-56 finds a change of information, once', () => {
    given(raised, received)
      .when(command('AnalyseCoordination', { informationChange: true }))
      .then(analysed, found);
    given(raised, found, received)
      .when(command('AnalyseCoordination', { informationChange: true }))
      .then(analysed);
  });
});

describe('VerifyCoordination', () => {
  it('S1-47 what does not hold is handled again', () => {
    given(raised, received, analysed, handled)
      .when(command('VerifyCoordination', { passed: false, verification: 'Still fails' }))
      .then(failed);
  });

  it('S1-49 the result is the reply where none is written', () => {
    given(raised, received, analysed, handled)
      .when(command('VerifyCoordination', { reply: undefined }))
      .then({ ...resolved, data: { ...resolved.data, reply: 'Disk enlarged' } });
  });

  it('needs a form', () => {
    given().when(command('VerifyCoordination')).refused('coordination.not-found', { kind: 'not-found' });
  });
});
