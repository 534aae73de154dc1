import { deriveId } from './derive-id.js';

describe('deriveId', () => {
  it('gives the same UUID for the same parts, and another for other parts', () => {
    expect(deriveId('a', 1)).toBe(deriveId('a', '1'));
    expect(deriveId('a', 'b')).not.toBe(deriveId('ab'));
    expect(deriveId('a')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it('keeps the time of a part that is a UUID of version 7', () => {
    const command = '019a8c5f-33c1-7abc-8123-0123456789ab';
    const event = deriveId(command, 0);
    expect(event).toMatch(/^019a8c5f-33c1-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(event).not.toBe(deriveId(command, 1));
    expect(deriveId('saga', event, 'key').slice(0, 15)).toBe(event.slice(0, 15));
    expect(deriveId('x', '019a8c5f-33c1-4abc-8123-0123456789ab').charAt(14)).toBe('8');
  });
});
