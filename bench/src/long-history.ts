import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { openSqliteEventStore } from '@evidesk/event-store';
import { CommandExecutor, ReadStoreSnapshots, SNAPSHOT_VIEW } from '@evidesk/executor';
import { openSqliteReadStore } from '@evidesk/read-store';
import { DeskClient } from './desk-client.js';
import { startServer } from './processes.js';
import { type Bench, median, type Result } from './result.js';
import { live } from './snapshots.js';

const ENTRIES = 10_000;
const REQUESTS = 100;
const MOST_MS = 50;

/** How long the first page of the history of one incident of 10,000 entries takes over HTTP, in words. */
export async function longHistory({ folder }: Bench): Promise<readonly Result[]> {
  const id = randomUUID();
  const head = await prepare(folder, id);
  const server = await startServer('desk-server', folder);
  const client = await DeskClient.of(server.url, folder, 'auditor');
  try {
    await client.untilViewsReach(head);
    const measure = async (name: string, query: string): Promise<Result> => {
      const taken: number[] = [];
      for (let at = 0; at < REQUESTS; at += 1) taken.push(await client.time(`/v1/incidents/${id}/history?${query}`));
      const value = median(taken);
      const note = `slowest ${Math.max(...taken).toFixed(1)} ms`;
      return { name, value, unit: 'ms (p50)', goal: `< ${MOST_MS}`, ok: value < MOST_MS, note };
    };
    const entries = ENTRIES.toLocaleString('en');
    return [
      await measure(`history of ${entries} entries, first page`, 'limit=50&lang=en'),
      await measure('… newest first, in Chinese', 'limit=50&order=descending&lang=zh-CN'),
    ];
  } finally {
    client.close();
    await server.stop();
  }
}

async function prepare(folder: string, id: string): Promise<string> {
  const events = openSqliteEventStore({ file: join(folder, 'events.db'), mode: 'write' });
  const views = openSqliteReadStore({ file: join(folder, 'views.db') });
  await views.define([SNAPSHOT_VIEW]);
  const onSnapshotFailure = (_stream: string, error: unknown) => {
    throw error;
  };
  await live(new CommandExecutor(events, new ReadStoreSnapshots(views), { onSnapshotFailure }), id, ENTRIES);
  const head = await events.head();
  await events.close();
  await views.close();
  return head;
}
