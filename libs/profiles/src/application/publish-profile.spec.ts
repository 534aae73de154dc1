import { ConcurrencyConflict, openMemoryEventStore, type EventStore } from '@evidesk/event-store';
import { CommandReused, DomainError, type CommandMetadata } from '@evidesk/kernel';
import type { ProcessProfile } from '../contract/process-profile.js';
import { profileDigest } from './profile-stream.js';
import { publishProfile } from './publish-profile.js';
import { loadShippedProfile } from './shipped-profiles.js';

let profile: ProcessProfile;
let store: EventStore;
beforeAll(async () => {
  profile = await loadShippedProfile('std-4tier');
});
beforeEach(() => {
  store = openMemoryEventStore();
});

const command = (commandId: string): CommandMetadata => ({
  commandId,
  correlationId: 'request-1',
  actor: { id: 'pat', roles: ['process_admin'] },
  occurredAt: '2026-11-21T08:30:00.000Z',
  recordedAt: '2026-11-21T08:30:00.001Z',
});

const changed = (): ProcessProfile => ({ ...profile, systemBugUnits: 5 });

describe('PublishProfile', () => {
  it('S0-06 S1-01 puts a version in force', async () => {
    const published = await publishProfile(store, { profile }, command('c1'));
    expect(published).toMatchObject({ name: 'std-4tier', version: 1, published: true, digest: profileDigest(profile) });
    const events = [];
    for await (const event of store.readStream('profile-std-4tier')) events.push(event);
    expect(events).toMatchObject([
      {
        type: 'profile.published',
        data: { name: 'std-4tier', version: 1, digest: published.digest, profile: { name: 'std-4tier' } },
        metadata: { commandId: 'c1', schemaVersion: 1, actor: { id: 'pat' } },
      },
    ]);
  });

  it('S2-14 changed content is the next version', async () => {
    await publishProfile(store, { profile }, command('c1'));
    expect(await publishProfile(store, { profile: changed() }, command('c2'))).toMatchObject({
      version: 2,
      published: true,
    });
  });

  it('stays silent when the content is in force already, however its keys are ordered', async () => {
    const first = await publishProfile(store, { profile }, command('c1'));
    const shuffled = Object.fromEntries(Object.entries(profile).reverse()) as ProcessProfile;
    const again = await publishProfile(store, { profile: shuffled }, command('c2'));
    expect(again).toEqual({ ...first, published: false });
  });

  it('answers a command that is sent again with the version that it made', async () => {
    await publishProfile(store, { profile }, command('c1'));
    await publishProfile(store, { profile: changed() }, command('c2'));
    expect(await publishProfile(store, { profile }, command('c1'))).toMatchObject({ version: 1, published: false });
  });

  it('may return to earlier content, as a new version', async () => {
    await publishProfile(store, { profile }, command('c1'));
    await publishProfile(store, { profile: changed() }, command('c2'));
    expect(await publishProfile(store, { profile }, command('c3'))).toMatchObject({ version: 3, published: true });
  });

  it('refuses a profile that contradicts itself, with every finding', async () => {
    const broken = { ...profile, timeZone: 'Nowhere', firstResponse: ['assessed' as const] };
    const refusal = await publishProfile(store, { profile: broken }, command('c1')).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(DomainError);
    expect(refusal).toMatchObject({
      kind: 'invalid',
      code: 'profile.invalid',
      fieldErrors: [
        { pointer: '/firstResponse/0', code: 'trigger-never-happens' },
        { pointer: '/timeZone', code: 'unknown-zone' },
      ],
    });
    expect(await store.head()).toBe('');
  });

  it('refuses when another version is in force than the publisher saw', async () => {
    await publishProfile(store, { profile, expectedVersion: 0 }, command('c1'));
    await expect(
      publishProfile(store, { profile: changed(), expectedVersion: 0 }, command('c2')),
    ).rejects.toMatchObject({
      code: 'profile.version-conflict',
      details: { version: 1 },
    });
  });

  it('refuses a command that published something else before', async () => {
    const first = { ...command('c1'), requestDigest: 'one' };
    await publishProfile(store, { profile }, first);
    await publishProfile(store, { profile: changed() }, command('c2'));
    const other = publishProfile(store, { profile: changed() }, { ...first, requestDigest: 'two' });
    expect(await other).toMatchObject({ published: false, version: 2 });
    await publishProfile(store, { profile }, command('c3'));
    await expect(
      publishProfile(store, { profile: changed() }, { ...first, requestDigest: 'two' }),
    ).rejects.toBeInstanceOf(CommandReused);
    expect(await publishProfile(store, { profile }, first)).toMatchObject({ version: 3, published: false });
  });

  it('lets one of two who publish at the same moment win', async () => {
    const both = await Promise.allSettled([
      publishProfile(store, { profile }, command('c1')),
      publishProfile(store, { profile: changed() }, command('c2')),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(both.find(({ status }) => status === 'rejected')).toMatchObject({ reason: expect.any(ConcurrencyConflict) });
  });
});
