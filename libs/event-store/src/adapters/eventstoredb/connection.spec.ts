import { completeConnectionString, openClient } from './connection.js';

describe('connection string', () => {
  const complete = (connectionString: string, deadlineMs?: number): string =>
    completeConnectionString(deadlineMs === undefined ? { connectionString } : { connectionString, deadlineMs });

  it('gets keep-alive, the leader and failing appends', () => {
    expect(complete('esdb://127.0.0.1:2113?tls=false', 5_000)).toBe(
      'esdb://127.0.0.1:2113?tls=false&keepAliveInterval=10000&keepAliveTimeout=10000&nodePreference=leader&defaultDeadline=5000&throwOnAppendFailure=true',
    );
  });

  it('keeps what the operator has set, save what the adapter can’t do without', () => {
    const given =
      'esdb+discover://u:p@cluster.example:2113/?keepAliveInterval=20000&KeepAliveTimeout=9000&nodePreference=follower&throwOnAppendFailure=false';
    expect(complete(given)).toBe(
      'esdb+discover://u:p@cluster.example:2113?keepAliveInterval=20000&KeepAliveTimeout=9000&nodePreference=follower&throwOnAppendFailure=true',
    );
  });

  it.each(['esdb://127.0.0.1:2113', 'esdb://a:1,b:2,c:3?tls=false', 'esdb+discover://u:p@cluster.example'])(
    'that is completed is one that the driver takes: %s',
    (connectionString) => {
      expect(() => openClient({ connectionString, deadlineMs: 1_000 })).not.toThrow();
    },
  );

  it('that is none is refused at once', () => {
    expect(() => openClient({ connectionString: 'http://127.0.0.1:2113' })).toThrow('esdb://');
  });
});

describe('client', () => {
  it('sends every append as a call of its own', async () => {
    const client = openClient({ connectionString: 'esdb://127.0.0.1:2113?tls=false' });
    const { supports } = client as unknown as { supports(method: { path: string }): Promise<boolean> };
    expect(await supports({ path: '/event_store.client.streams.Streams/BatchAppend' })).toBe(false);
  });
});
