import { Agent, request } from 'node:http';
import { LocalTokens } from '@evidesk/platform';

/** One caller of a desk, over one connection. */
export class DeskClient {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 1 });

  private constructor(
    private readonly url: string,
    readonly token: string,
  ) {}

  /** @param folder the desk's data folder, where the key of its tokens is */
  static async of(url: string, folder: string, ...roles: readonly string[]): Promise<DeskClient> {
    const tokens = await LocalTokens.open(folder, 43_200);
    return new DeskClient(url, await tokens.issue({ sub: 'bench', roles: [...roles] }));
  }

  get headers(): Readonly<Record<string, string>> {
    return { 'content-type': 'application/json', authorization: `Bearer ${this.token}` };
  }

  /** The status of an answer that was read to its end. */
  get(path: string, headers: Readonly<Record<string, string>> = {}): Promise<number> {
    return new Promise((resolve, reject) => {
      const options = { agent: this.agent, headers: { ...this.headers, ...headers } };
      const sent = request(`${this.url}${path}`, options, (response) => {
        response.resume();
        response.once('end', () => resolve(response.statusCode ?? 0));
      });
      sent.once('error', reject);
      sent.end();
    });
  }

  /** The body of an answer; `undefined` when it was refused. */
  async json<T>(path: string): Promise<T | undefined> {
    const response = await fetch(`${this.url}${path}`, { headers: this.headers });
    if (response.ok) return (await response.json()) as T;
    await response.arrayBuffer();
    return undefined;
  }

  /** How long the answer took, in milliseconds. */
  async time(path: string): Promise<number> {
    const start = performance.now();
    const status = await this.get(path);
    if (status !== 200) throw new Error(`${path} answers ${status}`);
    return performance.now() - start;
  }

  /** Waits until the views have taken in all events up to a position. */
  async untilViewsReach(position: string): Promise<void> {
    for (const view of ['queues', 'incidents', 'reports/kpis/2026-01']) {
      for (;;) {
        const status = await this.get(`/v1/${view}`, { 'evidesk-after': position });
        if (status === 200) break;
        if (status !== 503) throw new Error(`${view} answers ${status}`);
      }
    }
  }

  close(): void {
    this.agent.destroy();
  }
}
