import type { Mail } from './mail.js';
import { mayWrite, namedIncidents } from './thread.js';

const mail = (subject: string, ...references: readonly string[]): Mail => ({
  subject,
  references,
  text: '',
  files: [],
  headers: new Map(),
  sha256: '',
  size: 0,
});

describe('namedIncidents', () => {
  it.each([
    ['[INC-202611-000001] Mail is down', ['INC-202611-000001']],
    ['Re: 回复：[inc-202611-000001]', ['INC-202611-000001']],
    ['INC-202611-1000000 is still broken', ['INC-202611-1000000']],
    ['XINC-202611-000001, INC-202611-00, INC-202611-000001-2', []],
    ['Mail is down', []],
  ])('S4-16 reads %j', (subject, named) => {
    expect(namedIncidents(mail(subject))).toEqual(named);
  });

  it('S4-16 reads the message ids of the desk, by number or id', () => {
    const id = 'b5925ec9-f80f-8483-b197-d11e7b59196c';
    const references = [
      'INC-202611-000007.12@evidesk',
      `incident-${id}@evidesk`,
      `${id}.3@evidesk.example.com`,
      'INC-202611-000008@evil',
      'x@evidesk',
    ];
    expect(namedIncidents(mail('hello', ...references))).toEqual(['INC-202611-000007', id]);
  });
});

describe('mayWrite', () => {
  const staff = new Set(['desk.example']);
  it.each([
    ['lilei@example.com', 'LiLei@Example.com', true],
    ['lilei@example.com', 'Li Lei <lilei@example.com>, +86 10 5555 0101', true],
    ['ilei@example.com', 'lilei@example.com', false],
    ['lilei@example.com', '+86 10 5555 0101', false],
    ['eve@evil.example', 'lilei@example.com', false],
    ['han@desk.example', 'lilei@example.com', true],
    ['han@not-desk.example', 'lilei@example.com', false],
    ['han@desk.example@evil.example', 'lilei@example.com', false],
  ])('S4-16 %s into the incident of %s: %s', (address, contact, may) => {
    expect(mayWrite({ name: '', address }, { contact }, staff)).toBe(may);
  });
});
