import { changeEventSchemas } from '@evidesk/changes';
import { givenProcess, history } from '@evidesk/testing';
import { ciIdOf } from '../../domain/ci-id.js';
import { ciUpdate } from './ci-update.process.js';

type Happened = readonly [type: string, data: object];
function when(...happened: readonly Happened[]) {
  const all = history(
    'change-c-1',
    happened.map(([type, data]) => ({ event: { type, data } })),
  );
  const last = all.at(-1);
  if (last === undefined) throw new Error('no event');
  return givenProcess(ciUpdate, ...all.slice(0, -1)).when(last);
}
const plannedChanges = { version: '1.1' };
const requested: Happened = ['change.requested', { affectedCi: 'Relay 1', plannedChanges }];
const implemented: Happened = ['change.implemented', { result: 'Works' }];
const update = {
  command: 'ApplyPlannedChanges',
  target: ciIdOf('Relay 1'),
  data: { name: 'Relay 1', attributes: plannedChanges, changeId: 'c-1', result: 'Works' },
  key: 'ApplyPlannedChanges',
};

describe('ci-update', () => {
  it('S1-34 S1-33 an implemented change updates the item that it named, with itself as the cause', () => {
    when(requested, ['change.assessed', { risk: 'low' }], implemented).sends(update);
  });

  it('asks for the same when the event comes again', () => {
    when(requested, implemented, implemented).sends(update);
  });

  it.each([
    ['names no item', { plannedChanges }],
    ['plans nothing about its item', { affectedCi: 'Relay 1' }],
  ])('S1-34 is silent where the change %s, and tells why', (_what, data) => {
    when(['change.requested', data], implemented).silent('the change names no configuration item to update');
  });

  it.each(['change.rejected', 'change.rolled-back'])('S1-34 %s: silence, and nothing is remembered', (type) => {
    when(requested, [type, { reason: 'No' }]).silent();
    when(requested, [type, { reason: 'No' }], implemented).silent('the change names no configuration item to update');
  });

  it.each(Object.keys(changeEventSchemas).filter((type) => type !== 'change.implemented'))(
    'is silent at %s',
    (type) => {
      when(requested, [type, requested[1]]).silent();
      expect(ciUpdate.streams).toEqual(['change-']);
    },
  );
});
