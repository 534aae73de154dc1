import { describe, expect, it } from '@jest/globals';
import { validate, version } from 'uuid';
import { toInstant } from './instant.js';
import { SystemClock } from './system-clock.js';
import { UuidV7Generator } from './uuid-v7-generator.js';

describe('toInstant', () => {
  it.each([
    ['2026-11-21T08:30:00Z', '2026-11-21T08:30:00.000Z'],
    ['2026-11-21T16:30:00.5+08:00', '2026-11-21T08:30:00.500Z'],
    ['2024-02-29T23:59:59.999999999Z', '2024-02-29T23:59:59.999Z'],
    ['2000-02-29T00:00:00Z', '2000-02-29T00:00:00.000Z'],
  ])('%s is %s', (text, instant) => {
    expect(toInstant(text)).toBe(instant);
  });

  it.each([
    '2026-02-29T00:00:00Z',
    '1900-02-29T00:00:00Z',
    '2026-04-31T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-00-10T00:00:00Z',
    '2026-11-21T24:00:00Z',
    '2026-11-21T08:60:00Z',
    '2026-11-21T08:30Z',
    '2026-11-21T08:30:00',
    '2026-11-21 08:30:00Z',
    '2026-11-21T08:30:00+24:00',
    '9999-12-31T23:59:59-00:01',
    '0000-01-01T00:00:00+00:01',
    '',
  ])('%s is none', (text) => {
    expect(toInstant(text)).toBeUndefined();
  });
});

describe('the machine’s clock and ids', () => {
  it('tells the time in the kernel’s form', () => {
    expect(new SystemClock().now()).toMatch(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/);
  });

  it('makes ids in the order of their making', () => {
    const ids = new UuidV7Generator();
    const made = Array.from({ length: 2000 }, () => ids.next());
    expect([...made].sort()).toEqual(made);
    expect(made.every((id) => validate(id) && version(id) === 7)).toBe(true);
    expect(new Set(made).size).toBe(2000);
  });
});
