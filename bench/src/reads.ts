import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openSqliteEventStore } from '@evidesk/event-store';
import { DeskClient } from './desk-client.js';
import { HISTORY_MONTH } from './history.js';
import { type Running, runProgram, startServer } from './processes.js';
import { alternate, type Bench, median, type Result } from './result.js';

const FEW = 1_000;
const REQUESTS = 200;
const MOST = 1.5;

/** A desk with a history. */
interface Desk {
  readonly server: Running;
  readonly client: DeskClient;
  readonly ids: readonly string[];
}

/** The median latency over HTTP of reads, of a desk with many incidents against one with a thousand. */
export async function reads({ folder, history, scale }: Bench): Promise<readonly Result[]> {
  const small = join(folder, 'small');
  await runProgram('prepare', small, String(FEW));
  // One after the other: the events of the large one take the machine for itself.
  const large = await openDesk(history);
  const few = await openDesk(small);
  const many = scale.incidents.toLocaleString('en');
  const compare = async (name: string, path: (id: string) => string, goal: boolean): Promise<Result> => {
    const latency = (desk: Desk) => async () => median(await times(desk, path));
    const comparison = await alternate(scale.rounds, latency(few), latency(large));
    const result = { name: `${name}, ${many} incidents`, ...comparison, unit: 'ms (p50)' };
    return goal ? { ...result, goal: `≤ ${MOST}`, ok: comparison.ratio <= MOST } : result;
  };
  try {
    return [
      await compare('queue page', () => '/v1/queues?role=service_desk&limit=50', true),
      await compare('incident details', (id) => `/v1/incidents/${id}`, true),
      await compare('monthly report', () => `/v1/reports/kpis/${HISTORY_MONTH}?dimension=priority`, true),
      await compare('history, first page', (id) => `/v1/incidents/${id}/history?limit=50`, false),
    ];
  } finally {
    for (const { client, server } of [large, few]) {
      client.close();
      await server.stop();
    }
  }
}

async function openDesk(folder: string): Promise<Desk> {
  const ids = JSON.parse(readFileSync(join(folder, 'ids.json'), 'utf8')) as readonly string[];
  const server = await startServer('desk-server', folder);
  const client = await DeskClient.of(server.url, folder, 'incident_manager');
  const store = openSqliteEventStore({ file: join(folder, 'events.db'), mode: 'read' });
  await client.untilViewsReach(await store.head());
  await store.close();
  return { server, client, ids };
}

async function times({ client, ids }: Desk, path: (id: string) => string): Promise<readonly number[]> {
  const taken: number[] = [];
  for (let at = 0; at < REQUESTS; at += 1) {
    taken.push(await client.time(path(ids[(at * 7) % ids.length] ?? '')));
  }
  return taken;
}
