import { fieldsIn, sparse } from './sparse.js';

const incident = { id: '1', number: 'N', sla: { due: 'd', paused: true }, links: [{ id: 'x', kind: 'k' }], title: 't' };

describe('fields', () => {
  it('leave only what is asked for, and the id', () => {
    expect(sparse(incident, fieldsIn('number'))).toEqual({ id: '1', number: 'N' });
    expect(sparse(incident, fieldsIn('sla.due,links.kind'))).toEqual({
      id: '1',
      sla: { due: 'd' },
      links: [{ kind: 'k' }],
    });
    expect(sparse(incident, fieldsIn('sla,sla.due'))).toEqual({ id: '1', sla: incident.sla });
    expect(sparse(incident, fieldsIn('sla.due,sla'))).toEqual({ id: '1', sla: incident.sla });
  });

  it('are of each item of a page, and leave the page itself', () => {
    const page = { items: [incident], next: 'c', total: 1 };
    expect(sparse(page, fieldsIn('title'))).toEqual({ items: [{ id: '1', title: 't' }], next: 'c', total: 1 });
  });

  it('that there are not are left out', () => {
    expect(sparse(incident, fieldsIn('nothing,number.more,constructor'))).toEqual({ id: '1', number: 'N' });
  });

  it.each([
    '',
    ',',
    'a,',
    'a..b',
    'a b',
    '1a',
    'a.b.c.d.e.f',
    Array(51).fill('a').join(','),
    'a'.repeat(1_001),
    undefined,
    ['a'],
  ])('are refused when they are %j', (text) => {
    expect(() => fieldsIn(text)).toThrow(expect.objectContaining({ code: 'request.invalid' }));
  });
});
