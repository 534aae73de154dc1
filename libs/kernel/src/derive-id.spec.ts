import { deriveId } from './derive-id.js';

describe('deriveId', () => {
  it('gives the same UUID for the same parts, and another for other parts', () => {
    expect(deriveId('a', 1)).toBe(deriveId('a', '1'));
    expect(deriveId('a', 'b')).not.toBe(deriveId('ab'));
    expect(deriveId('a')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});
