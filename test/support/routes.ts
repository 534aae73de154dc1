import type { TestDesk } from './desk.js';

/** A route of a running desk, as its own description has it. */
export interface DescribedRoute {
  readonly method: string;
  /** With values in place of its parameters, of the right form and of nothing that there is. */
  readonly path: string;
  readonly template: string;
  /** None: anybody may call it. */
  readonly permission?: string;
}

const VALUES: Readonly<Record<string, string>> = {
  id: '00000000-0000-4000-8000-000000000000',
  sha256: 'a'.repeat(64),
  period: '2026-10',
};

/** All routes of a desk. */
export async function routesOf(desk: TestDesk): Promise<readonly DescribedRoute[]> {
  const response = await fetch(`${desk.server.url}/openapi.json`);
  const { paths } = (await response.json()) as {
    paths: Record<string, Record<string, { readonly 'x-permission'?: string }>>;
  };
  return Object.entries(paths).flatMap(([template, operations]) =>
    Object.entries(operations).map(([method, { 'x-permission': permission }]) => ({
      method: method.toUpperCase(),
      template,
      path: template.replaceAll(/\{(\w+)\}/g, (_, name: string) => VALUES[name] ?? 'nothing'),
      ...(permission !== undefined && { permission }),
    })),
  );
}

/** The status and code of a route's answer; a stream without end is let go. */
export async function knock(
  desk: TestDesk,
  { method, path }: DescribedRoute,
  token?: string,
): Promise<{ readonly status: number; readonly code?: string }> {
  const gone = new AbortController();
  const headers: Record<string, string> = {};
  if (token !== undefined) headers['authorization'] = `Bearer ${token}`;
  if (method === 'POST') headers['content-type'] = 'application/json';
  const body = method === 'POST' ? '{}' : undefined;
  const response = await fetch(desk.server.url + path, { method, headers, body, signal: gone.signal });
  const isProblem = response.headers.get('content-type')?.startsWith('application/problem+json') === true;
  const code = isProblem ? ((await response.json()) as { code: string }).code : undefined;
  gone.abort();
  return { status: response.status, code };
}
