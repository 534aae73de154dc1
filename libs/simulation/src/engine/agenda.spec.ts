import fc from 'fast-check';
import { Agenda } from './agenda.js';

describe('Agenda', () => {
  it('gives tasks by time, those of one time in the order of noting, each key once', () => {
    const agenda = new Agenda<string>();
    agenda.note('b', 20, 'second');
    agenda.note('a', 10, 'first');
    agenda.note('c', 20, 'third');
    expect([agenda.next, agenda.take()?.task]).toEqual([10, 'first']);
    expect([agenda.take()?.task, agenda.take()?.task, agenda.take(), agenda.next]).toEqual([
      'second',
      'third',
      undefined,
      undefined,
    ]);
  });

  it('lets a later note of a key replace the earlier, and a struck one be nothing', () => {
    const agenda = new Agenda<string>();
    agenda.note('a', 10, 'early');
    agenda.note('a', 30, 'late');
    agenda.note('b', 20, 'other');
    agenda.strike('b');
    expect(agenda.take()).toMatchObject({ key: 'a', task: 'late' });
    expect(agenda.take()).toBeUndefined();
  });

  it('does what a sorted list does', () => {
    const operation = fc.oneof(
      fc.tuple(fc.constant('note' as const), fc.constantFrom('a', 'b', 'c', 'd'), fc.integer({ min: 0, max: 9 })),
      fc.tuple(fc.constant('strike' as const), fc.constantFrom('a', 'b', 'c', 'd'), fc.constant(0)),
      fc.tuple(fc.constant('take' as const), fc.constant(''), fc.constant(0)),
    );
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 60 }), (operations) => {
        const agenda = new Agenda<number>();
        let model: { key: string; at: number; order: number }[] = [];
        operations.forEach(([what, key, at], order) => {
          if (what !== 'take') model = model.filter((each) => each.key !== key);
          if (what === 'note') {
            model.push({ key, at, order });
            agenda.note(key, at, order);
          } else if (what === 'strike') agenda.strike(key);
          else {
            model.sort((a, b) => a.at - b.at || a.order - b.order);
            expect(agenda.take()?.task).toBe(model.shift()?.order);
          }
        });
      }),
    );
  });
});
