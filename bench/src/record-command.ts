import { join } from 'node:path';
import { openSqliteEventStore } from '@evidesk/event-store';
import { DeskClient } from './desk-client.js';
import { INCIDENT_BODY } from './incident-body.js';
import type { Load, LoadAnswer } from './load.js';
import { runProgram, startServer } from './processes.js';
import { alternate, atLeast, type Bench, median, type Result } from './result.js';

const CONNECTIONS = 64;

/**
 * Incidents recorded a second over HTTP by the embedded server, its runners in their thread, against a Nest-Fastify
 * handler that takes the same body and does nothing. Servers and load generator are processes of their own.
 */
export async function recordCommand({ folder, scale }: Bench): Promise<readonly Result[]> {
  const desk = await startServer('desk-server', folder);
  const empty = await startServer('empty-server');
  const client = await DeskClient.of(desk.url, folder, 'service_desk');
  const p50: number[] = [];
  const p99: number[] = [];
  const behind: number[] = [];
  const loadOf = (url: string): Load => {
    const { headers } = client;
    return {
      url: `${url}/v1/incidents`,
      method: 'POST',
      headers,
      body: INCIDENT_BODY,
      connections: CONNECTIONS,
      seconds: scale.seconds,
    };
  };
  const run = async (url: string): Promise<LoadAnswer> => {
    const answer = await runProgram<LoadAnswer>('load', JSON.stringify(loadOf(url)));
    if (answer.failed > 0) throw new Error(`${answer.failed} requests failed`);
    return answer;
  };
  const ours = async (round: number): Promise<number> => {
    const answer = await run(desk.url);
    // The empty server is not to be held up by views that still catch up.
    const store = openSqliteEventStore({ file: join(folder, 'events.db'), mode: 'read' });
    const start = performance.now();
    await client.untilViewsReach(await store.head());
    await store.close();
    if (round > 0) {
      p50.push(answer.p50);
      p99.push(answer.p99);
      behind.push((performance.now() - start) / 1_000);
    }
    return answer.perSecond;
  };
  try {
    const comparison = await alternate(scale.rounds, async () => (await run(empty.url)).perSecond, ours);
    const note = `64 connections; p50 ${median(p50)} ms, p99 ${median(p99)} ms; views there ${median(behind).toFixed(1)} s after the last`;
    return [atLeast('command over HTTP', comparison, 0.3, 'requests/s', note)];
  } finally {
    client.close();
    await Promise.all([desk.stop(), empty.stop()]);
  }
}
