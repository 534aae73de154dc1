import { directoryOf } from '@evidesk/directory';
import { Audience } from '@evidesk/notifications';
import { compileProfile, loadShippedProfile } from '@evidesk/profiles';
import type { ProcessCommand } from '@evidesk/runtime';
import { commandMetadata, NOW } from '@evidesk/testing';
import { AudienceFirst } from './audience-first.js';

const notify = (occasion: string): ProcessCommand => ({
  type: 'Notify',
  target: 'i-1',
  data: {
    cause: 'event-1',
    occasion,
    params: {},
    happenedAt: NOW,
    recordedAt: NOW,
    actorId: 'han',
    incident: {
      id: 'i-1',
      number: 'INC-202611-000001',
      title: 'Mail is down',
      profile: { name: 'std-4tier', version: 1 },
      priority: 'P2',
      confirmation: 'user',
      waitsFor: ['service_desk'],
    },
  },
  metadata: commandMetadata(),
});

describe('AudienceFirst', () => {
  it('S4-52 carries over what somebody is told of, and all that is no message', async () => {
    const profile = compileProfile(await loadShippedProfile('std-4tier'));
    const directory = directoryOf({ locale: 'en' }, () => '');
    const carried: ProcessCommand[] = [];
    const inner = { send: (command: ProcessCommand) => Promise.resolve(void carried.push(command)) };
    const sender = new AudienceFirst(inner, new Audience({ get: () => profile }, directory, {}));
    const [recorded, breached] = [notify('recorded'), notify('sla_breached')];
    const other = { ...recorded, type: 'AddComment' };
    for (const command of [recorded, breached, other]) await sender.send(command);
    expect(carried).toEqual([breached, other]);
  });
});
