import { EventStoreDBClient } from '@eventstore/db-client';
import type { EventStoreDbOptions } from './options.js';

/** The part of the driver's client that the adapter uses. */
export type EventStoreDbClient = Pick<
  EventStoreDBClient,
  'appendToStream' | 'readStream' | 'readAll' | 'subscribeToAll' | 'dispose'
>;

const BATCH_APPEND_PATH = '/event_store.client.streams.Streams/BatchAppend';

interface ServerCapabilities {
  supports(method: { readonly path: string }, feature?: string): Promise<boolean>;
}

/** Opens the driver's client. It connects at its first call. */
export function openClient(options: EventStoreDbOptions): EventStoreDBClient {
  const client = EventStoreDBClient.connectionString(completeConnectionString(options));
  withoutBatchAppend(client as unknown as ServerCapabilities);
  return client;
}

/** The operator's connection string, with what the adapter relies on. */
export function completeConnectionString({ connectionString, deadlineMs }: EventStoreDbOptions): string {
  const [address = '', query = ''] = connectionString.trim().split('?');
  const settings = query.split('&').filter((setting) => setting !== '' && !/^throwOnAppendFailure=/i.test(setting));
  const has = (name: string): boolean =>
    settings.some((setting) => setting.toLowerCase().startsWith(`${name.toLowerCase()}=`));
  if (!has('keepAliveInterval')) settings.push('keepAliveInterval=10000');
  if (!has('keepAliveTimeout')) settings.push('keepAliveTimeout=10000');
  // A follower may lag: reads of a stream's end would lose against the appends that they precede.
  if (!has('nodePreference')) settings.push('nodePreference=leader');
  if (deadlineMs !== undefined && !has('defaultDeadline')) settings.push(`defaultDeadline=${deadlineMs}`);
  // Without it a refused append comes back as a result whose revision is wrong.
  settings.push('throwOnAppendFailure=true');
  return `${address.replace(/\/+$/, '')}?${settings.join('&')}`;
}

/**
 * Makes the driver send every append as a call of its own.
 * Its shared append stream keeps the appends of all clients of the process in one table: when one client's stream
 * fails, all appends are rejected, later answers then throw where nobody can catch them, and no deadline is kept.
 */
function withoutBatchAppend(client: ServerCapabilities): void {
  const supports = client.supports.bind(client);
  client.supports = async (method, feature) => method.path !== BATCH_APPEND_PATH && supports(method, feature);
}
