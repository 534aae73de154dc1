import { commandMetadata, givenDecider } from '@evidesk/testing';
import type { CiEvent } from '../contract/ci-events.js';
import { ciIdOf } from './ci-id.js';
import type { CiCommand, CiCommandData, CiCommandType } from './ci.commands.js';
import { allowedCiCommands, decideCi, MAX_ATTRIBUTES } from './ci.decide.js';
import { evolveCi, initialCi } from './ci.evolve.js';

const given = givenDecider({ initial: initialCi, decide: decideCi, evolve: evolveCi });
const command = <T extends CiCommandType>(type: T, data: CiCommandData<T>) =>
  ({ type, data, metadata: commandMetadata() }) as unknown as CiCommand;

const item = { name: 'Relay 1', kind: 'mail relay', attributes: { version: '1.0', memory: 8 } };
const registered: CiEvent = { type: 'ci.registered', data: item };
const retired: CiEvent = { type: 'ci.retired', data: { reason: 'Sold' } };
const planned = command('ApplyPlannedChanges', {
  name: 'Relay 1',
  attributes: { version: '1.1', memory: 8 },
  changeId: 'c-1',
  result: 'Works',
});

describe('RegisterConfigurationItem', () => {
  it('S4-18 is on record with what is known of it, once', () => {
    given().when(command('RegisterConfigurationItem', item)).then(registered);
    given(registered)
      .when(command('RegisterConfigurationItem', item))
      .refused('ci.already-registered', { kind: 'conflict' });
  });

  it('S4-40 has one id however its name is written', () => {
    const ids = ['Relay 1', ' relay  1 ', 'ＲＥＬＡＹ 1'].map(ciIdOf);
    expect(new Set(ids).size).toBe(1);
    expect(ciIdOf('relay-1')).not.toBe(ids[0]);
  });
});

describe('ChangeConfigurationItem', () => {
  it('S1-34 records what differs, before and after, with the reason', () => {
    given(registered)
      .when(
        command('ChangeConfigurationItem', {
          attributes: { version: '1.1', memory: 8, owner: 'han' },
          removed: ['memory', 'colour'],
          reason: 'Counted',
        }),
      )
      .then({
        type: 'ci.changed',
        data: {
          changes: [
            { attribute: 'version', from: '1.0', to: '1.1' },
            { attribute: 'owner', from: null, to: 'han' },
            { attribute: 'memory', from: 8, to: null },
          ],
          reason: 'Counted',
        },
      });
  });

  it('is silent where nothing differs', () => {
    given(registered)
      .when(command('ChangeConfigurationItem', { attributes: { memory: 8 }, reason: 'Counted' }))
      .nothing();
    given(registered)
      .when(command('ChangeConfigurationItem', { reason: 'Counted' }))
      .nothing();
  });

  it('is refused where there is none, where it is out of use, and where it would grow without bound', () => {
    const change = command('ChangeConfigurationItem', { attributes: { memory: 9 }, reason: 'x' });
    given().when(change).refused('ci.not-found', { kind: 'not-found' });
    given(registered, retired).when(change).refused('ci.retired', { kind: 'conflict' });
    const many = Object.fromEntries(Array.from({ length: MAX_ATTRIBUTES - 1 }, (_, index) => [`a${index}`, index]));
    given(registered)
      .when(command('ChangeConfigurationItem', { attributes: many, reason: 'x' }))
      .refused('ci.too-many-attributes', { kind: 'invalid' });
  });

  it('an attribute may be called like something that every object has', () => {
    given(registered)
      .when(command('ChangeConfigurationItem', { attributes: { toString: 'x' }, reason: 'y' }))
      .then({
        type: 'ci.changed',
        data: { changes: [{ attribute: 'toString', from: null, to: 'x' }], reason: 'y' },
      });
  });
});

describe('ApplyPlannedChanges', () => {
  it('S1-34 records what the change did, with the change as the cause', () => {
    given(registered)
      .when(planned)
      .then({
        type: 'ci.changed',
        data: { changes: [{ attribute: 'version', from: '1.0', to: '1.1' }], reason: 'Works', changeId: 'c-1' },
      });
  });

  it('S1-34 puts an item on record that nobody had registered', () => {
    given()
      .when(planned)
      .then({
        type: 'ci.registered',
        data: { name: 'Relay 1', attributes: { version: '1.1', memory: 8 }, changeId: 'c-1' },
      });
  });

  it('S1-34 what was implemented is so, even about an item that is out of use; the same again is nothing', () => {
    given(registered, retired)
      .when(planned)
      .then({
        type: 'ci.changed',
        data: { changes: [{ attribute: 'version', from: '1.0', to: '1.1' }], reason: 'Works', changeId: 'c-1' },
      });
    given({ type: 'ci.registered', data: { ...item, attributes: { version: '1.1', memory: 8 } } })
      .when(planned)
      .nothing();
  });
});

describe('RetireConfigurationItem', () => {
  it('takes it out of use, once', () => {
    const retire = command('RetireConfigurationItem', { reason: 'Sold' });
    given(registered).when(retire).then(retired);
    given(registered, retired).when(retire).refused('ci.retired', { kind: 'conflict' });
    expect(allowedCiCommands('retired')).toEqual([]);
    expect(allowedCiCommands('in_use')).toEqual(['ChangeConfigurationItem', 'RetireConfigurationItem']);
  });

  it('ignores events that it does not know', () => {
    const state = evolveCi(initialCi, registered);
    expect(evolveCi(state, { type: 'ci.painted', data: {} } as unknown as CiEvent)).toEqual(state);
    expect(evolveCi(state, registered)).toEqual(state);
    expect(evolveCi(initialCi, retired)).toEqual(initialCi);
  });
});
