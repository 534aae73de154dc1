import { openMemoryEventStore, type EventStore, type SubscribeOptions } from '@evidesk/event-store';
import { StoreUnavailable, type CommandMetadata } from '@evidesk/kernel';
import type { ProcessProfile } from '../contract/process-profile.js';
import { ProfilePermissions } from './profile-permissions.js';
import { ProfileRegistry } from './profile-registry.js';
import { publishProfile } from './publish-profile.js';
import { loadShippedProfile } from './shipped-profiles.js';

let profile: ProcessProfile;
let store: EventStore;
let registry: ProfileRegistry;
beforeAll(async () => {
  profile = await loadShippedProfile('std-4tier');
});
beforeEach(() => {
  store = openMemoryEventStore();
  registry = new ProfileRegistry(store);
});
afterEach(async () => {
  await registry.stop();
  await store.close();
});

const command = (commandId: string): CommandMetadata => ({
  commandId,
  correlationId: commandId,
  actor: { id: 'pat', roles: ['process_admin'] },
  occurredAt: '2026-11-21T08:30:00.000Z',
  recordedAt: '2026-11-21T08:30:00.000Z',
});

describe('ProfileRegistry', () => {
  it('knows after its start what was published before', async () => {
    await publishProfile(store, { profile }, command('c1'));
    await registry.start();
    expect(registry.inForce('std-4tier').reference).toEqual({ name: 'std-4tier', version: 1 });
    expect(registry.list()).toMatchObject([{ name: 'std-4tier', version: 1, publishedBy: 'pat' }]);
  });

  it('starts on an empty store', async () => {
    await registry.start();
    expect(registry.list()).toEqual([]);
    expect(registry.versions('std-4tier')).toEqual([]);
  });

  it('S2-14 keeps every version: an incident stays with the one that it was pinned to', async () => {
    await registry.start();
    await publishProfile(store, { profile }, command('c1'));
    const second = await publishProfile(store, { profile: { ...profile, systemBugUnits: 5 } }, command('c2'));
    expect(await registry.waitFor(second.position)).toBe(true);
    expect(registry.inForce('std-4tier').definition.systemBugUnits).toBe(5);
    expect(registry.get({ name: 'std-4tier', version: 1 }).definition.systemBugUnits).toBe(3);
    expect(registry.get({ name: 'std-4tier', version: 1 })).toBe(registry.get({ name: 'std-4tier', version: 1 }));
    expect(registry.versions('std-4tier').map(({ version }) => version)).toEqual([1, 2]);
  });

  it('S2-14 hands out versions that nobody can change', async () => {
    await publishProfile(store, { profile }, command('c1'));
    await registry.start();
    const { stages } = registry.inForce('std-4tier').definition;
    expect(() => stages[0]?.roles.push('end_user')).toThrow(TypeError);
  });

  it.each([0, 2, -1, 1.5])('refuses version %d when there is only one', async (version) => {
    await publishProfile(store, { profile }, command('c1'));
    await registry.start();
    expect(() => registry.get({ name: 'std-4tier', version })).toThrow(
      expect.objectContaining({ kind: 'not-found', code: 'profile.not-found' }),
    );
  });

  it('refuses a name that nobody published', async () => {
    await registry.start();
    expect(() => registry.inForce('x')).toThrow(expect.objectContaining({ code: 'profile.not-found' }));
  });

  it('gives up waiting for a position that does not come, and when it stops', async () => {
    await registry.start();
    expect(await registry.waitFor('~', 10)).toBe(false);
    const waiting = registry.waitFor('~', 60_000);
    await registry.stop();
    expect(await waiting).toBe(false);
  });

  it('says when it can not listen, and may be started again', async () => {
    let broken = true;
    const lost: unknown[] = [];
    const moody: EventStore = Object.create(store, {
      subscribe: {
        value: (options: SubscribeOptions) => {
          if (broken) throw new StoreUnavailable('event-store', 100);
          return store.subscribe(options);
        },
      },
    }) as EventStore;
    await publishProfile(store, { profile }, command('c1'));
    const second = new ProfileRegistry(moody, (error) => lost.push(error));
    await expect(second.start()).rejects.toBeInstanceOf(StoreUnavailable);
    expect(lost).toHaveLength(1);
    broken = false;
    await second.start();
    expect(second.versions('std-4tier')).toHaveLength(1);
    await second.stop();
  });

  it('starts again where it stopped', async () => {
    await registry.start();
    await registry.stop();
    await publishProfile(store, { profile }, command('c1'));
    await registry.start();
    expect(registry.versions('std-4tier')).toHaveLength(1);
  });
});

describe('ProfilePermissions', () => {
  it('S0-53 answers by the profile in force, from the moment of its publication', async () => {
    await registry.start();
    const permissions = new ProfilePermissions(registry, 'std-4tier');
    expect(() => permissions.mayRoles('CloseIncident', ['service_desk'])).toThrow(
      expect.objectContaining({ code: 'profile.not-found' }),
    );
    const first = await publishProfile(store, { profile }, command('c1'));
    await registry.waitFor(first.position);
    expect(permissions.mayRoles('CloseIncident', ['service_desk'])).toBe(true);
    expect(permissions.mayRoles('CloseIncident', ['l2'])).toBe(false);
    expect(permissions.rolesFor('CloseIncident')).toEqual(['service_desk']);
    expect(permissions.rolesFor('ReopenIncident')).toEqual([]);
    const granted = { ...profile.permissions, CloseIncident: ['service_desk', 'l2'] };
    const second = await publishProfile(store, { profile: { ...profile, permissions: granted } }, command('c2'));
    await registry.waitFor(second.position);
    expect(permissions.mayRoles('CloseIncident', ['l2'])).toBe(true);
  });
});
