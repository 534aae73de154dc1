import { type EventStore, openMemoryEventStore } from '@evidesk/event-store';
import { CommandExecutor } from '@evidesk/executor';
import { type CommandMetadata, StoreUnavailable } from '@evidesk/kernel';
import { ApiKeyRegistry } from './api-key-registry.js';
import { issueApiKey, noteApiKeyUse, revokeApiKey } from './issue-api-key.js';

let step = 0;
const metadata = (): CommandMetadata => {
  step += 1;
  return {
    commandId: `00000000-0000-4000-8000-${String(step).padStart(12, '0')}`,
    correlationId: 'test',
    actor: { id: 'admin', roles: ['process_admin'] },
    occurredAt: '2026-11-21T08:00:00.000Z',
    recordedAt: '2026-11-21T08:00:00.000Z',
  };
};

describe('the registry of API keys', () => {
  let store: EventStore;
  let executor: CommandExecutor;
  let now: number;
  let uses: string[];
  let registry: ApiKeyRegistry;

  const open = () =>
    new ApiKeyRegistry(store, {
      now: () => now,
      onUse: ({ id, day }) => void uses.push(`${id} ${day}`),
      onLost: (error) => {
        throw error;
      },
    });

  beforeEach(() => {
    store = openMemoryEventStore();
    const snapshots = { load: async () => undefined, save: async () => undefined };
    executor = new CommandExecutor(store, snapshots, { onSnapshotFailure: () => undefined });
    now = Date.parse('2026-11-21T08:00:00Z');
    uses = [];
    registry = open();
  });

  afterEach(async () => {
    await registry.stop();
    await store.close();
  });

  const issue = async (changes: object = {}) => {
    const issued = await issueApiKey(executor, { name: 'prometheus', roles: ['monitor'], ...changes }, metadata());
    registry.start();
    expect(await registry.waitFor(issued.position)).toBe(true);
    return issued;
  };

  it('S0-43 knows a key by its secret, and stores only its hash', async () => {
    const { secret } = await issue({ permissions: ['ReceiveAlert'] });
    expect(secret).toMatch(/^evk_[\w-]{43}$/);
    expect(registry.verify(secret)).toEqual({
      id: 'key:prometheus',
      roles: ['monitor'],
      scope: new Set(['ReceiveAlert']),
    });
    for await (const event of store.readAll({ after: '' })) expect(JSON.stringify(event)).not.toContain(secret);
    expect(JSON.stringify(registry.list())).not.toContain(secret.slice(4));
  });

  it('refuses an unknown, a revoked and an expired key', async () => {
    const { secret, id } = await issue({ expiresAt: '2026-11-21T09:00:00.000Z' });
    expect(() => registry.verify(`${secret.slice(0, -1)}!`)).toThrow('no such API key');
    expect(() => registry.verify('evk_')).toThrow('no such API key');
    now += 3_599_999;
    expect(registry.verify(secret).id).toBe('key:prometheus');
    now += 1;
    expect(() => registry.verify(secret)).toThrow('expired');
    const other = await issue();
    expect(registry.list().map(({ status }) => status)).toEqual(['active', 'expired']);
    const { position } = await revokeApiKey(executor, other.id, { reason: 'it leaked' }, metadata());
    await registry.waitFor(position);
    expect(() => registry.verify(other.secret)).toThrow('revoked');
    expect(registry.list()[0]).toMatchObject({ id: other.id, status: 'revoked', revokedBy: 'admin' });
    await expect(revokeApiKey(executor, id.replace(/^./, 'f'), {}, metadata())).rejects.toMatchObject({
      code: 'api-key.not-found',
    });
  });

  it('tells of its use once a day, also after a restart', async () => {
    const { secret, id } = await issue();
    for (let i = 0; i < 3; i += 1) registry.verify(secret);
    expect(uses).toEqual([`${id} 2026-11-21`]);
    const { position } = await noteApiKeyUse(executor, id, '2026-11-21', metadata());
    const another = open();
    another.start();
    await another.waitFor(position);
    another.verify(secret);
    expect(uses).toHaveLength(1);
    expect(another.list()[0]).toMatchObject({ lastUsedDay: '2026-11-21' });
    now += 86_400_000;
    another.verify(secret);
    expect(uses).toEqual([`${id} 2026-11-21`, `${id} 2026-11-22`]);
    await another.stop();
  });

  it('shows a secret once: the same command again is refused', async () => {
    const same = metadata();
    await issueApiKey(executor, { name: 'a', roles: ['monitor'] }, same);
    await expect(issueApiKey(executor, { name: 'a', roles: ['monitor'] }, same)).rejects.toMatchObject({
      code: 'api-key.already-issued',
    });
  });

  it('does not judge before it knows the keys', () => {
    expect(() => registry.verify('evk_x')).toThrow(StoreUnavailable);
    expect(() => registry.list()).toThrow(StoreUnavailable);
  });
});
