import type { CompiledProfile } from '@evidesk/profiles';
import { by } from '../../testing/commands.js';
import { Life, profileOf } from '../../testing/incident-kit.js';
import { MOST_ATTACHMENTS } from './decide/attaching.js';

let desk: CompiledProfile;
beforeAll(async () => {
  desk = await profileOf();
});

const recorded = () => new Life(desk).does('RecordIncident', {}, by('service_desk'));

describe('AttachFile', () => {
  it('S4-16 says which bytes, under which name, and by which way they came', () => {
    expect(recorded().does('AttachFile', {}, by('service_desk')).last).toEqual({
      type: 'incident.attachment-added',
      data: {
        sha256: '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824',
        name: 'screenshot.png',
        mediaType: 'image/png',
        size: 5,
        source: 'upload',
      },
    });
  });

  it('S4-59 is for the reporter himself, not for another user', () => {
    const life = recorded();
    const other = { actor: { id: 'somebody', roles: ['end_user'] } };
    expect(() => life.does('AttachFile', {}, other)).toThrow(expect.objectContaining({ code: 'incident.not-own' }));
    life.does('AttachFile', {}, { actor: { id: 'the-end_user', roles: ['end_user'] } });
    expect(life.incident.attachments).toBe(1);
  });

  it('refuses one file too many', () => {
    const life = recorded();
    for (let count = 0; count < MOST_ATTACHMENTS; count += 1) life.does('AttachFile', {}, by('service_desk'));
    expect(() => life.does('AttachFile', {}, by('service_desk'))).toThrow(
      expect.objectContaining({ code: 'incident.too-many-attachments' }),
    );
  });
});
