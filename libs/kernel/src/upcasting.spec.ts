import { frozen, history } from '@evidesk/testing';
import type { RecordedEvent } from './event.js';
import { type Upcaster, upcasterChain } from './upcasting.js';

const split: Upcaster = {
  type: 'person.named',
  from: 1,
  upcast: ({ name }) => ({ first: String(name).split(' ')[0], last: String(name).split(' ')[1] }),
};
const title: Upcaster = { type: 'person.named', from: 2, upcast: (data) => ({ ...data, title: 'none' }) };

function named(schemaVersion: number, data: object, type = 'person.named'): RecordedEvent {
  const [event] = history('person-1', [{ event: { type, data }, metadata: { schemaVersion } }]);
  if (event === undefined) throw new Error('no event');
  return event;
}

describe('upcasterChain', () => {
  const upcast = upcasterChain([title, split]);

  it('takes an old event through every step to the newest version, in whatever order the steps were given', () => {
    const old = named(1, { name: 'Li Lei' });
    expect(upcast(old)).toEqual({
      ...old,
      data: { first: 'Li', last: 'Lei', title: 'none' },
      metadata: { ...old.metadata, schemaVersion: 3 },
    });
  });

  it('starts where the event is', () => {
    expect(upcast(named(2, { first: 'Li', last: 'Lei' })).data).toEqual({ first: 'Li', last: 'Lei', title: 'none' });
  });

  it('leaves the newest version and other types as they are, the very same object', () => {
    for (const event of [named(3, { first: 'Li' }), named(1, { name: 'x' }, 'person.moved')])
      expect(upcast(event)).toBe(event);
  });

  it('never changes what is stored', () => {
    const old = frozen(named(1, { name: 'Li Lei' }));
    upcast(old);
    expect(old.data).toEqual({ name: 'Li Lei' });
    expect(old.metadata.schemaVersion).toBe(1);
  });

  it('refuses two steps from one version', () => {
    expect(() => upcasterChain([split, { ...split }])).toThrow('two upcasters for person.named@1');
  });
});
