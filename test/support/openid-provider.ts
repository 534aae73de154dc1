import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import { jest } from '@jest/globals';
import type { Configuration } from 'oidc-provider';

/** What a client of the provider is: its id and what its access tokens say besides. */
export interface TestClient {
  readonly id: string;
  readonly claims: Readonly<Record<string, unknown>>;
}

/** A real OpenID provider on loopback, with keys that can be changed while it runs. */
export interface TestProvider {
  readonly issuer: string;
  /** How often its keys were asked for. */
  readonly keyRequests: () => number;
  /** A token for the audience, by the client-credentials grant. */
  token(client: string, audience: string): Promise<string>;
  /** From now on it signs by another key, and knows the old one no more. */
  rotate(): Promise<void>;
  /** Answers 503 to everything until it is called with false. */
  fail(failing: boolean): void;
  privateKey(): JWK;
  close(): Promise<void>;
}

const SECRET = 'a-secret-of-the-test';

/** Starts a provider whose access tokens are JWTs (RFC 9068) for whatever audience is asked for. */
export async function startProvider(clients: readonly TestClient[]): Promise<TestProvider> {
  // It warns of what is no matter in a test: its memory, and the age of Node.
  const warnings = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
  const { Provider } = await import('oidc-provider');
  let handle: (request: IncomingMessage, response: ServerResponse) => unknown = () => undefined;
  let failing = false;
  let keyRequests = 0;
  const server = createServer((request, response) => {
    if (request.url === '/jwks') keyRequests += 1;
    if (failing) response.writeHead(503).end();
    else handle(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  let key: JWK = {};
  let generation = 0;
  const rotate = async (): Promise<void> => {
    const { privateKey } = await generateKeyPair('RS256', { extractable: true });
    generation += 1;
    key = { ...(await exportJWK(privateKey)), alg: 'RS256', use: 'sig', kid: `key-${generation}` };
    handle = new Provider(issuer, configurationOf(clients, key)).callback();
  };
  await rotate();
  return {
    issuer,
    keyRequests: () => keyRequests,
    rotate,
    fail: (now) => void (failing = now),
    privateKey: () => key,
    token: async (client, audience) => {
      const body = new URLSearchParams({ grant_type: 'client_credentials', scope: 'desk', resource: audience });
      const authorization = `Basic ${Buffer.from(`${client}:${SECRET}`).toString('base64')}`;
      const response = await fetch(`${issuer}/token`, { method: 'POST', body, headers: { authorization } });
      const answer = (await response.json()) as { access_token?: string };
      if (answer.access_token === undefined) throw new Error(`no token: ${JSON.stringify(answer)}`);
      return answer.access_token;
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
      warnings.mockRestore();
    },
  };
}

function configurationOf(clients: readonly TestClient[], key: JWK): Configuration {
  const claims = new Map(clients.map((client) => [client.id, client.claims]));
  return {
    clients: clients.map(({ id }) => ({
      client_id: id,
      client_secret: SECRET,
      grant_types: ['client_credentials'],
      redirect_uris: [],
      response_types: [],
      scope: 'desk',
    })),
    cookies: { keys: [SECRET] },
    ttl: { ClientCredentials: 600 },
    jwks: { keys: [key] },
    scopes: ['desk'],
    extraTokenClaims: (context) => claims.get(context.oidc.client?.clientId ?? ''),
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: (_context, audience) => ({
          scope: 'desk',
          audience,
          accessTokenFormat: 'jwt',
          accessTokenTTL: 600,
          jwt: { sign: { alg: 'RS256' } },
        }),
      },
    },
  };
}
