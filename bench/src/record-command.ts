import { LocalTokens } from '@evidesk/platform';
import type { Load, LoadAnswer } from './load.js';
import { runProgram, startServer } from './processes.js';
import { alternate, atLeast, type Bench, median, type Result } from './result.js';

const CONNECTIONS = 64;
const BODY = JSON.stringify({
  title: 'Mail can not be sent',
  description: 'Mail can not be sent since this morning; the client says that the server does not answer.',
  type: 'failure',
  priority: 'P3',
  source: 'user_report',
  channel: 'phone',
  discoveredAt: '2026-01-05T00:55:00.000Z',
  reporter: 'Wang Li',
  contact: '+86 10 5555 0101',
});

/**
 * Incidents recorded a second over HTTP by the embedded server, its runners in their thread, against a Nest-Fastify
 * handler that takes the same body and does nothing. Servers and load generator are processes of their own.
 */
export async function recordCommand({ folder, scale }: Bench): Promise<readonly Result[]> {
  const desk = await startServer('desk-server', folder);
  const empty = await startServer('empty-server');
  const token = await (await LocalTokens.open(folder, 43_200)).issue({ sub: 'bench', roles: ['service_desk'] });
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  const p50: number[] = [];
  const p99: number[] = [];
  const loadOf = (url: string): Load => {
    return { url: `${url}/v1/incidents`, method: 'POST', headers, body: BODY, connections: CONNECTIONS, seconds: scale.seconds };
  };
  const run = async (url: string): Promise<LoadAnswer> => {
    const answer = await runProgram<LoadAnswer>('load', JSON.stringify(loadOf(url)));
    if (answer.failed > 0) throw new Error(`${answer.failed} requests failed`);
    return answer;
  };
  const ours = async (round: number): Promise<number> => {
    const answer = await run(desk.url);
    // The empty server is not to be held up by views that still catch up.
    await untilViewsAreThere(desk.url, headers);
    if (round > 0) {
      p50.push(answer.p50);
      p99.push(answer.p99);
    }
    return answer.perSecond;
  };
  try {
    const comparison = await alternate(scale.rounds, async () => (await run(empty.url)).perSecond, ours);
    const note = `64 connections; p50 ${median(p50)} ms, p99 ${median(p99)} ms`;
    return [atLeast('command over HTTP', comparison, 0.3, 'requests/s', note)];
  } finally {
    await Promise.all([desk.stop(), empty.stop()]);
  }
}

async function untilViewsAreThere(url: string, headers: Readonly<Record<string, string>>): Promise<void> {
  const { position } = (await (await fetch(`${url}/v1/incidents`, { method: 'POST', headers, body: BODY })).json()) as {
    readonly position: string;
  };
  for (const view of ['queues', 'incidents', 'reports/kpis/2026-01']) {
    for (;;) {
      const answer = await fetch(`${url}/v1/${view}`, { headers: { ...headers, 'evidesk-after': position } });
      await answer.arrayBuffer();
      if (answer.status === 200) break;
      if (answer.status !== 503) throw new Error(`${view} answers ${answer.status}`);
    }
  }
}
