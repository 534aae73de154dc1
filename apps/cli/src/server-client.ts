import type { StoreLocked } from '@evidesk/event-store';
import { type Config, LocalTokens } from '@evidesk/platform';
import { CliError } from './cli-error.js';
import { EXIT } from './exit-codes.js';
import { runningServer } from './server-file.js';

const TTL_SECONDS = 3_600;

/** Asks the server that holds the event store, by a token of the data folder's key. */
export class ServerClient {
  private constructor(
    readonly url: string,
    private readonly token: string,
  ) {}

  /** @throws CliError when whoever holds the lock is no server that can be asked */
  static async for(config: Config, role: string, locked: StoreLocked): Promise<ServerClient> {
    return ServerClient.open(config, role, `cli:${role}`, locked);
  }

  /** Acts as somebody, by what only the server does. @throws CliError `server.none` when none runs */
  static async beside(config: Config, role: string, sub: string): Promise<ServerClient> {
    const message = `no server runs on ${config.dataDir}: start it first`;
    return ServerClient.open(config, role, sub, new CliError(message, EXIT.unavailable, 'server.none'));
  }

  private static async open(config: Config, role: string, sub: string, otherwise: Error): Promise<ServerClient> {
    const server = await runningServer(config);
    if (server === undefined) throw otherwise;
    const tokens = await LocalTokens.open(config.dataDir, config.tokenTtlSeconds);
    return new ServerClient(server.url, await tokens.issue({ sub, roles: [role], ttl: TTL_SECONDS }));
  }

  /** @throws CliError with what the server answered, when that is a refusal */
  async post(path: string, body: Body, headers: Readonly<Record<string, string>>): Promise<Response> {
    return accepted(await this.fetch('POST', path, headers, body));
  }

  /** Sends JSON and answers JSON. @throws CliError as `post` */
  async send(method: 'GET' | 'POST' | 'DELETE', path: string, body?: object): Promise<unknown> {
    const headers: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' };
    const text = body === undefined ? undefined : JSON.stringify(body);
    return (await accepted(await this.fetch(method, path, headers, text))).json();
  }

  private async fetch(
    method: string,
    path: string,
    headers: Readonly<Record<string, string>>,
    body?: Body,
  ): Promise<Response> {
    // A stream is sent as it is read; the types of fetch do not know `duplex` yet.
    const streaming = {
      method,
      body,
      duplex: 'half',
      headers: { ...headers, authorization: `Bearer ${this.token}` },
    };
    try {
      return await fetch(new URL(path, this.url), streaming as RequestInit);
    } catch (error) {
      const message = `the server at ${this.url} does not answer`;
      throw new CliError(message, EXIT.unavailable, 'server.unreachable', { cause: error });
    }
  }
}

async function accepted(response: Response): Promise<Response> {
  if (response.ok) return response;
  const problem = (await response.json().catch(() => ({}))) as Problem;
  const findings = (problem.errors ?? []).map(({ pointer, detail }) => `\n  ${pointer ?? ''} ${detail ?? ''}`);
  const message = `the server answers ${response.status}: ${problem.detail ?? problem.title ?? response.statusText}`;
  const exitCode = response.status >= 500 ? EXIT.unavailable : response.status === 404 ? EXIT.notFound : EXIT.refused;
  throw new CliError(`${message}${findings.join('')}`, exitCode, problem.code ?? 'server.refused');
}

type Body = string | ReadableStream;

interface Problem {
  readonly title?: string;
  readonly detail?: string;
  readonly code?: string;
  readonly errors?: readonly { readonly pointer?: string; readonly detail?: string }[];
}
