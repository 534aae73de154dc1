import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { openSqliteEventStore } from '@evidesk/event-store';
import { CommandExecutor, ReadStoreSnapshots, SNAPSHOT_VIEW } from '@evidesk/executor';
import { incidentAggregate, type IncidentEvent } from '@evidesk/incidents';
import { openSqliteReadStore } from '@evidesk/read-store';
import { modelLives } from './lives.js';
import { alternate, type Bench, type Result } from './result.js';

const SHORT = 100;
const LONG = 10_000;
const LOADS = 200;
const MOST = 2;
const MANY = 300;

/** Loading an incident of 10,000 events by an executor that has never seen it, against one of 100. */
export async function snapshots({ folder, scale }: Bench): Promise<readonly Result[]> {
  const store = openSqliteEventStore({ file: join(folder, 'events.db'), mode: 'write' });
  const views = openSqliteReadStore({ file: join(folder, 'views.db') });
  await views.define([SNAPSHOT_VIEW]);
  const executor = () => {
    return new CommandExecutor(store, new ReadStoreSnapshots(views), {
      onSnapshotFailure: (_stream, error) => {
        throw error;
      },
    });
  };
  const load = (id: string, count: number) => async () => {
    const start = performance.now();
    for (let at = 0; at < LOADS; at += 1) {
      const { revision } = await executor().load(incidentAggregate, id);
      if (revision !== count - 1) throw new Error(`the incident has ${revision + 1} events`);
    }
    return (performance.now() - start) / LOADS;
  };
  const [short, long] = [randomUUID(), randomUUID()];
  await live(executor(), short, SHORT);
  await live(executor(), long, LONG);
  const comparison = await alternate(scale.rounds, load(short, SHORT), load(long, LONG));
  await store.close();
  await views.close();
  const name = `load an incident of ${LONG.toLocaleString('en')} events`;
  return [
    {
      name,
      ...comparison,
      unit: 'ms',
      goal: `≤ ${MOST}`,
      ok: comparison.ratio <= MOST,
      note: `against ${SHORT} events`,
    },
  ];
}

/** An incident that is recorded and classified, then commented, and now and then put on hold, until it has so many events. */
export async function live(executor: CommandExecutor, id: string, count: number): Promise<void> {
  const [life = []] = await modelLives();
  const script = life.slice(0, 2).flatMap(({ events }) => events);
  for (let at = script.length; at < count; at += 1) script.push(workOn(at));
  // At the end one event a command, as at a desk; before, many, so that preparing takes seconds.
  const size = (from: number) => (count - from > MANY ? MANY : 1);
  const actor = { id: 'user-service_desk', roles: ['service_desk'] };
  for (let from = 0; from < count; from += size(from)) {
    const at = new Date().toISOString();
    const commandId = randomUUID();
    const metadata = { commandId, correlationId: commandId, actor, occurredAt: at, recordedAt: at };
    await executor.execute(incidentAggregate, { id, metadata, decide: () => script.slice(from, from + size(from)) });
  }
}

function workOn(at: number): IncidentEvent {
  if (at % 100 === 50) return { type: 'incident.put-on-hold', data: { reason: 'user', pausesClocks: true } };
  if (at % 100 === 51) return { type: 'incident.resumed', data: { reason: 'user' } };
  return { type: 'incident.commented', data: { text: 'The user called again.' } };
}
