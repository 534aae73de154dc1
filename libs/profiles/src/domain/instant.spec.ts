import fc from 'fast-check';
import { isInstant } from './instant.js';

describe('isInstant', () => {
  it('accepts every instant that a clock can give', () => {
    const times = fc.date({ min: new Date(0), max: new Date('9999-12-31T23:59:59.999Z'), noInvalidDate: true });
    fc.assert(fc.property(times, (time) => isInstant(time.toISOString())));
  });

  it.each([
    '2026-02-29T00:00:00.000Z',
    '2100-02-29T00:00:00.000Z',
    '2026-04-31T00:00:00.000Z',
    '2026-13-01T00:00:00.000Z',
    '2026-01-00T00:00:00.000Z',
    '2026-01-01T24:00:00.000Z',
    '2026-01-01T00:00:60.000Z',
    '2026-01-01T00:00:00Z',
    '2026-01-01T00:00:00.000+08:00',
    '2026-01-01',
    '',
  ])('refuses %j', (text) => {
    expect(isInstant(text)).toBe(false);
  });

  it.each(['2024-02-29T00:00:00.000Z', '2000-02-29T12:00:00.000Z'])('S0-58 accepts %s', (text) => {
    expect(isInstant(text)).toBe(true);
  });
});
