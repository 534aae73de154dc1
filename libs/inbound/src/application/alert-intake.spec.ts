import { type EventStore, openMemoryEventStore } from '@evidesk/event-store';
import { CommandExecutor } from '@evidesk/executor';
import {
  ExecuteIncidentCommand,
  ExecuteIncidentCommandHandler,
  incidentAggregate,
  RecordIncident,
  RecordIncidentHandler,
} from '@evidesk/incidents';
import { StoreUnavailable } from '@evidesk/kernel';
import { NumberAllocator } from '@evidesk/numbering';
import type { Config } from '@evidesk/platform';
import { compileProfile, type CompiledProfile, loadShippedProfile, type ProfileRegistry } from '@evidesk/profiles';
import { commandMetadata, CountingIds, FixedClock } from '@evidesk/testing';
import type { CommandBus } from '@nestjs/cqrs';
import type { Alert } from '../domain/alert.js';
import type { InboundMapping } from '../mapping/inbound-mapping.js';
import { loadInboundMapping } from '../mapping/load-mapping.js';
import { AlertIntake } from './alert-intake.js';

let desk: CompiledProfile;
let mapping: InboundMapping;
let store: EventStore;
beforeAll(async () => {
  desk = compileProfile(await loadShippedProfile('std-4tier'), { name: 'std-4tier', version: 1 });
  mapping = await loadInboundMapping('alertmanager');
});
beforeEach(() => {
  store = openMemoryEventStore();
});

/** A server of its own on the same events: with its own executor and cache, and the real handlers. */
function server(events: EventStore = store, name = 'one') {
  const snapshots = { load: () => Promise.resolve(undefined), save: () => Promise.resolve() };
  const executor = new CommandExecutor(events, snapshots, { onSnapshotFailure: () => undefined });
  const profiles = { inForce: () => desk, get: () => desk } as unknown as ProfileRegistry;
  const numbers = new NumberAllocator(executor, new FixedClock(), new CountingIds(`numbering-${name}`));
  const record = new RecordIncidentHandler(executor, profiles, numbers);
  const execute = new ExecuteIncidentCommandHandler(executor, profiles);
  const bus = {
    execute: (message: unknown) =>
      message instanceof RecordIncident ? record.execute(message) : execute.execute(message as ExecuteIncidentCommand),
  } as unknown as CommandBus;
  const intake = new AlertIntake(bus, executor, profiles, { profile: 'std-4tier' } as Config, mapping);
  const metadata = commandMetadata({ actor: { id: 'alertmanager', roles: ['monitor'] } });
  return { executor, take: (alert: Alert) => intake.take(alert, metadata) };
}

const alert = (changes: Partial<Alert> = {}): Alert => ({
  fingerprint: 'f1',
  status: 'firing',
  startsAt: '2026-11-16T01:00:00.000Z',
  endsAt: '2026-11-16T01:30:00.000Z',
  labels: { alertname: 'DiskFull', severity: 'critical' },
  annotations: { summary: 'full' },
  digest: '0'.repeat(64),
  ...changes,
});

const typesOf = async (stream: string) => {
  const types: string[] = [];
  for await (const { type } of store.readStream(stream)) types.push(type);
  return types;
};

describe('AlertIntake', () => {
  it('S4-17 of servers that get the same alert at once one records it', async () => {
    const servers = Array.from({ length: 5 }, (_, index) => server(store, String(index)));
    const taken = await Promise.all(servers.map(({ take }) => take(alert())));
    const ids = new Set(taken.map(({ incidentId }) => incidentId));
    expect(ids.size).toBe(1);
    expect(taken.filter(({ outcome }) => outcome === 'opened')).toHaveLength(1);
    expect(await typesOf(`incident-${[...ids][0]}`)).toEqual(['incident.recorded', 'incident.declared-major']);
    await Promise.all(servers.map(({ take }) => take(alert({ status: 'resolved' }))));
    expect((await typesOf(`incident-${[...ids][0]}`)).slice(2)).toEqual(['incident.commented']);
  });

  it('S4-17 is made whole by the next delivery when one broke off after any of its writes', async () => {
    for (let writes = 0; writes < 4; writes += 1) {
      store = openMemoryEventStore();
      let left = writes;
      const failing = new Proxy(store, {
        get: (target, name) => {
          if (name === 'append') {
            return (...args: Parameters<EventStore['append']>) => {
              left -= 1;
              return left < 0 ? Promise.reject(new StoreUnavailable('event-store', 1)) : target.append(...args);
            };
          }
          const value: unknown = Reflect.get(target, name);
          return typeof value === 'function' ? (value.bind(target) as unknown) : value;
        },
      });
      const first = await server(failing, 'one')
        .take(alert())
        .catch((error: unknown) => error);
      const second = await server(store, 'two').take(alert());
      expect(first instanceof StoreUnavailable || second.outcome === 'unchanged').toBe(true);
      const { incidentId = '' } = second;
      expect(await typesOf(`incident-${incidentId}`)).toEqual(['incident.recorded', 'incident.declared-major']);
      const { state } = await server().executor.load(incidentAggregate, incidentId);
      expect(state).toMatchObject({ status: 'new', title: 'DiskFull', priority: 'P1' });
    }
  });
});
