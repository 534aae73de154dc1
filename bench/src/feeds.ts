import { Agent, type ClientRequest, type IncomingMessage, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { LocalTokens } from '@evidesk/platform';
import { type Running, startServer } from './processes.js';
import { INCIDENT_BODY } from './incident-body.js';
import { type Bench, median, type Result } from './result.js';

const LISTENERS = 1_000;
const CALLERS = 100;
const CHANGES = 20;
const MOST_MB = 100;
const MIB = 1024 * 1024;

/** Memory that a thousand idle listeners of a queue cost the server, and how soon one change has reached all of them. */
export async function feeds({ folder }: Bench): Promise<readonly Result[]> {
  const server = await startServer('desk-server', folder);
  const tokens = await LocalTokens.open(folder, 43_200);
  const tokenOf = (sub: string, ...roles: readonly string[]) => tokens.issue({ sub, roles });
  const staff = await tokenOf('bench', 'service_desk');
  const monitor = await tokenOf('watch', 'monitor');
  const listeners: Listener[] = [];
  try {
    await record(server, staff);
    // The first listener brings the queue and the subscription; what each further one costs is of interest.
    listeners.push(await Listener.open(server, await tokenOf('first', 'service_desk')));
    const before = await settledMemory(server, monitor);
    for (let index = 0; index < LISTENERS; index += 1)
      listeners.push(await Listener.open(server, await tokenOf(`caller-${index % CALLERS}`, 'service_desk')));
    const after = await settledMemory(server, monitor);
    const delays: number[] = [];
    for (let change = 0; change < CHANGES; change += 1) {
      const heard = listeners.map((listener) => listener.next('entered'));
      const started = performance.now();
      await record(server, staff);
      await Promise.all(heard);
      delays.push(performance.now() - started);
    }
    const cost = (after - before) / MIB;
    return [
      {
        name: `${LISTENERS.toLocaleString('en')} idle listeners of a queue`,
        value: cost,
        unit: 'MB',
        goal: `< ${MOST_MB}`,
        ok: cost < MOST_MB,
        note: `resident memory of the server, ${(before / MIB).toFixed(0)} MB without them`,
      },
      {
        name: 'a change until all of them have it',
        value: median(delays),
        unit: 'ms (p50)',
        note: `from sending the command; slowest of ${CHANGES}: ${Math.max(...delays).toFixed(0)} ms`,
      },
    ];
  } finally {
    for (const listener of listeners) listener.close();
    await server.stop();
  }
}

class Listener {
  private waiting: { readonly event: string; readonly resolve: () => void } | undefined;
  private rest = '';

  private constructor(private readonly sent: ClientRequest) {}

  /** Resolves once it was told what the queue is. */
  static async open({ url }: Running, token: string): Promise<Listener> {
    const agent = new Agent({ keepAlive: false });
    const headers = { authorization: `Bearer ${token}` };
    const sent = request(`${url}/v1/queues/role:service_desk/events`, { agent, headers });
    const listener = new Listener(sent);
    const ready = listener.next('queue');
    const answered = new Promise<void>((resolve, reject) => {
      sent.once('error', reject);
      sent.once('response', (response) => {
        if (response.statusCode === 200) resolve(listener.read(response));
        else reject(new Error(`the feed answers ${response.statusCode}`));
      });
    });
    sent.end();
    await answered;
    await ready;
    return listener;
  }

  /** Resolves with the next event of this kind. */
  next(event: string): Promise<void> {
    return new Promise((resolve) => (this.waiting = { event, resolve }));
  }

  close(): void {
    this.sent.destroy();
  }

  private read(response: IncomingMessage): void {
    response.on('error', () => undefined);
    response.setEncoding('utf8').on('data', (chunk: string) => {
      const lines = (this.rest + chunk).split('\n');
      this.rest = lines.pop() ?? '';
      if (this.waiting !== undefined && lines.includes(`event: ${this.waiting.event}`)) this.waiting.resolve();
    });
  }
}

async function record({ url }: Running, token: string): Promise<void> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  const response = await fetch(`${url}/v1/incidents`, { method: 'POST', headers, body: INCIDENT_BODY });
  if (response.status !== 201) throw new Error(`recording answers ${response.status}`);
  await response.arrayBuffer();
}

/** Resident memory of the server in bytes, the least of some looks: between collections it rises and falls. */
async function settledMemory({ url }: Running, token: string): Promise<number> {
  let least = Infinity;
  for (let look = 0; look < 5; look += 1) {
    await sleep(1_100);
    const response = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${token}` } });
    const bytes = /^process_resident_memory_bytes (\S+)$/m.exec(await response.text())?.[1];
    if (bytes === undefined) throw new Error('the server does not tell its memory');
    least = Math.min(least, Number(bytes));
  }
  return least;
}
