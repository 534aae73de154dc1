import type { CompiledProfile } from '@evidesk/profiles';
import { by } from '../../../testing/commands.js';
import { Life, profileOf } from '../../../testing/incident-kit.js';
import { attachmentsProjection } from './attachments.projection.js';

let desk: CompiledProfile;
beforeAll(async () => {
  desk = await profileOf();
});

describe('attachments', () => {
  it('S4-16 has a line for each file, and for nothing else', () => {
    const life = new Life(desk)
      .does('RecordIncident', {}, by('service_desk'))
      .does('AddComment', {}, by('service_desk'))
      .does('AttachFile', { name: '截图.png' }, by('service_desk'));
    const touched = life
      .recorded('i-1')
      .flatMap((event) => attachmentsProjection.keys(event).map((key) => ({ event, key })));
    expect(touched.map(({ key }) => key)).toEqual(['i-1:00000002']);
    const documents = touched.map(({ event, key }) => attachmentsProjection.project(undefined, event, key));
    expect(documents).toEqual([
      {
        id: 'i-1:00000002',
        incidentId: 'i-1',
        revision: 2,
        sha256: '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824',
        name: '截图.png',
        mediaType: 'image/png',
        size: 5,
        source: 'upload',
        attachedAt: expect.stringMatching(/Z$/),
        attachedBy: expect.any(String),
      },
    ]);
  });
});
