import { describe, expect, it } from '@jest/globals';
import { DomainError, type Instant } from '@evidesk/kernel';
import type { PersonEvent } from '../contract/person-events.js';
import { decidePerson, evolvePerson, NOBODY, type PersonCommand, type PersonState } from './person.js';

const NOW = '2026-11-21T08:00:00.000Z';
const LATER = '2026-12-06T08:00:00.000Z';

const command = <T extends PersonCommand['type']>(
  type: T,
  data: object,
  by = 'ann',
  at: Instant = NOW,
): PersonCommand =>
  ({
    type,
    data,
    metadata: {
      commandId: 'c',
      correlationId: 'c',
      actor: { id: by, roles: ['privacy'] },
      occurredAt: at,
      recordedAt: at,
    },
  }) as unknown as PersonCommand;

const after = (...events: readonly PersonEvent[]): PersonState =>
  events.reduce<PersonState>((state, event) => evolvePerson(state, event, NOW), NOBODY);

const asked: PersonEvent = {
  type: 'person.erasure-requested',
  data: { by: 'ann', reason: 'He asked us to', expiresAt: '2026-12-05T08:00:00.000Z' },
};
const approved: PersonEvent = { type: 'person.erasure-approved', data: { by: 'bob', generation: 2 } };
const done: PersonEvent = { type: 'person.erased', data: { keys: 1, incidents: 3, files: 0, views: ['queue'] } };

const codeOf = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    if (error instanceof DomainError) return error.code;
    throw error;
  }
  return 'accepted';
};

describe('the erasure of a person', () => {
  it('is asked for by one, until a second decides', () => {
    expect(decidePerson(command('RequestErasure', { reason: 'He asked us to', generation: 2 }), NOBODY)).toEqual([
      asked,
    ]);
    expect(after(asked)).toMatchObject({ status: 'requested', requestedBy: 'ann', requestedAt: NOW });
  });

  it('is approved by another, and names the keys that are to go', () => {
    expect(decidePerson(command('ApproveErasure', { generation: 2 }, 'bob'), after(asked))).toEqual([approved]);
    expect(after(asked, approved)).toMatchObject({ status: 'approved', decidedBy: 'bob', generation: 2 });
  });

  it('is never approved or refused by who asked for it', () => {
    const state = after(asked);
    expect(codeOf(() => decidePerson(command('ApproveErasure', { generation: 2 }), state))).toBe('person.same-person');
    expect(codeOf(() => decidePerson(command('RefuseErasure', { reason: 'no' }), state))).toBe('person.same-person');
  });

  it('can be refused by another, and withdrawn by anybody who may ask', () => {
    expect(decidePerson(command('RefuseErasure', { reason: 'A court wants it' }, 'bob'), after(asked))).toEqual([
      { type: 'person.erasure-refused', data: { by: 'bob', reason: 'A court wants it' } },
    ]);
    expect(decidePerson(command('WithdrawErasure', {}), after(asked))).toEqual([
      { type: 'person.erasure-withdrawn', data: { by: 'ann' } },
    ]);
  });

  it('is not asked for twice at once, but anew once it has expired or was decided', () => {
    const again = (state: PersonState, at = NOW) =>
      codeOf(() => decidePerson(command('RequestErasure', { reason: 'x', generation: 2 }, 'ann', at), state));
    expect(again(after(asked))).toBe('person.erasure-pending');
    expect(again(after(asked), LATER)).toBe('accepted');
    expect(again(after(asked, approved))).toBe('person.erasure-under-way');
    expect(again(after(asked, approved, done))).toBe('accepted');
  });

  it('can not be approved too late, twice, or where nobody asked', () => {
    const approve = (state: PersonState, at = NOW) =>
      codeOf(() => decidePerson(command('ApproveErasure', { generation: 2 }, 'bob', at), state));
    expect(approve(after(asked), LATER)).toBe('person.erasure-expired');
    expect(approve(after(asked, approved))).toBe('person.erasure-under-way');
    expect(approve(after(asked, approved, done))).toBe('person.no-erasure-requested');
    expect(approve(NOBODY)).toBe('person.no-erasure-requested');
  });

  it('is refused where no key is left: there is nothing to erase', () => {
    expect(codeOf(() => decidePerson(command('RequestErasure', { reason: 'x' }), after(asked, approved, done)))).toBe(
      'person.nothing-to-erase',
    );
    expect(codeOf(() => decidePerson(command('ApproveErasure', {}, 'bob'), after(asked)))).toBe(
      'person.nothing-to-erase',
    );
  });

  it('needs no second person where a retention rule asks for it', () => {
    const rule = command(
      'RequestErasureByRule',
      { rule: 'all', reason: 'all: P24M', generation: 1 },
      'process:retention',
    );
    expect(decidePerson(rule, NOBODY)).toEqual([
      { type: 'person.erasure-requested', data: { by: 'process:retention', reason: 'all: P24M', rule: 'all' } },
      { type: 'person.erasure-approved', data: { by: 'process:retention', generation: 1, rule: 'all' } },
    ]);
    expect(decidePerson(rule, after(asked, approved))).toEqual([]);
    expect(decidePerson(command('RequestErasureByRule', { rule: 'all', reason: 'x' }), NOBODY)).toEqual([]);
  });

  it('is done once', () => {
    const record = command('RecordErasure', done.data, 'process:eraser');
    expect(decidePerson(record, after(asked, approved))).toEqual([done]);
    expect(decidePerson(record, after(asked, approved, done))).toEqual([]);
    expect(after(asked, approved, done)).toMatchObject({ status: 'erased', erasedAt: NOW, result: done.data });
  });
});
