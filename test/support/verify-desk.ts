import { setTimeout as sleep } from 'node:timers/promises';
import { ChainVerifier, type EventStore } from '@evidesk/event-store';
import { type RecordedEvent, START } from '@evidesk/kernel';
import type { Config } from '@evidesk/platform';
import { openMemoryReadStore, type ReadStore } from '@evidesk/read-store';
import {
  openEventStore,
  openKeyStore,
  openReadStore,
  openSealed,
  PROCESSES,
  PROJECTIONS,
  VIEWS,
} from '@evidesk/worker';
import type { Ledger } from './ledger.js';
import { dumpViews, rebuildViews } from './views.js';

const NAMES = [...PROJECTIONS, ...PROCESSES].map(({ name }) => name);

/** Waits until every runner has taken in all there is and no more comes. */
export async function caughtUp(config: Config, timeoutMs = 120_000): Promise<void> {
  const [events, views] = await Promise.all([openEventStore(config, 'read'), openReadStore(config)]);
  try {
    await views.define(VIEWS);
    await allCaughtUp(events, views, timeoutMs);
  } finally {
    await Promise.all([events.close(), views.close()]);
  }
}

/** The same, of stores that are open. */
export async function allCaughtUp(events: EventStore, views: ReadStore, timeoutMs = 120_000): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  for (let quietSince = '', late: readonly string[] = NAMES; ; await sleep(150)) {
    const head = await events.head();
    // A store that was away a moment ago may be slow to come back.
    const positions = await Promise.all(
      NAMES.map((name) =>
        views.checkpoint(name).then(
          ({ position }) => position,
          () => '',
        ),
      ),
    );
    late = NAMES.filter((_, index) => (positions[index] ?? '') < head);
    if (late.length === 0 && quietSince === head) return;
    quietSince = late.length === 0 ? head : '';
    if (Date.now() > deadline) throw new Error(`these do not catch up: ${late.join(', ')}`);
  }
}

/**
 * What must hold after every fault: what was acknowledged is there, nothing was carried out twice, the chains verify,
 * and the views are those that a rebuild makes. The server has stopped; its views have caught up.
 */
export async function verifyDesk(config: Config, ledger: Ledger): Promise<{ readonly events: number }> {
  const [stored, keys, views] = await Promise.all([
    openEventStore(config, 'write'),
    openKeyStore(config),
    openReadStore(config),
  ]);
  try {
    await views.define(VIEWS);
    return await verifyStores({ stored, events: openSealed(stored, keys), views }, ledger);
  } finally {
    await Promise.all([stored.close(), keys.close(), views.close()]);
  }
}

/** The stores of a desk: events as they are kept and as people read them, and views. */
export interface DeskStores {
  readonly stored: EventStore;
  readonly events: EventStore;
  readonly views: ReadStore;
}

/** The same, of stores that are open and rest. */
export async function verifyStores(
  { stored, events, views }: DeskStores,
  ledger: Ledger,
): Promise<{ readonly events: number }> {
  const all: RecordedEvent[] = [];
  for await (const event of stored.readAll({ after: START })) all.push(event);
  assertChains(all);
  assertOnce(all);
  assertKept(all, ledger);
  const live = await dumpViews(views);
  const fresh = openMemoryReadStore();
  await rebuildViews(events, fresh);
  const rebuilt = await dumpViews(fresh);
  expect(differences(live, rebuilt)).toEqual([]);
  return { events: all.length };
}

function assertChains(events: readonly RecordedEvent[]): void {
  const verifiers = new Map<string, ChainVerifier>();
  const bad = events.flatMap((event) => {
    const verifier = verifiers.get(event.stream) ?? new ChainVerifier(event.stream);
    verifiers.set(event.stream, verifier);
    return verifier.check(event) ?? [];
  });
  expect(bad).toEqual([]);
}

/** The events of a command lie together in their stream: a second run of them were the command carried out again. */
function assertOnce(events: readonly RecordedEvent[]): void {
  const [seen, last] = [new Set<string>(), new Map<string, string>()];
  const ids = new Set<string>();
  const again: string[] = [];
  for (const { stream, metadata } of events) {
    if (ids.has(metadata.eventId)) again.push(`event ${metadata.eventId}`);
    ids.add(metadata.eventId);
    const run = `${stream} ${metadata.commandId}`;
    if (last.get(stream) !== metadata.commandId && seen.has(run)) again.push(run);
    seen.add(run);
    last.set(stream, metadata.commandId);
  }
  expect(again).toEqual([]);
}

/** Each entry is there once (those never answered: at most once), with what was acknowledged of it. */
function assertKept(events: readonly RecordedEvent[], { entries }: Ledger): void {
  const recorded = new Map<string, string[]>();
  const classified = new Map<string, number>();
  for (const { stream, type, data } of events) {
    if (type === 'incident.recorded') {
      const key = String((data['externalRef'] as { readonly id?: string } | undefined)?.id);
      recorded.set(key, [...(recorded.get(key) ?? []), stream]);
    }
    if (type === 'incident.classified') classified.set(stream, (classified.get(stream) ?? 0) + 1);
  }
  const wrong = entries.filter(({ key, id, classified: told }) => {
    const streams = recorded.get(key) ?? [];
    if (id === undefined) return streams.length > 1;
    const times = classified.get(`incident-${id}`) ?? 0;
    return streams.length !== 1 || streams[0] !== `incident-${id}` || times > 1 || (told && times !== 1);
  });
  expect(wrong).toEqual([]);
}

/** What only one of the two has, or has otherwise. */
function differences(live: ReadonlyMap<string, string>, rebuilt: ReadonlyMap<string, string>): readonly string[] {
  const ids = new Set([...live.keys(), ...rebuilt.keys()]);
  return [...ids]
    .filter((id) => live.get(id) !== rebuilt.get(id))
    .slice(0, 5)
    .map((id) => `${id}: ${live.get(id)} / ${rebuilt.get(id)}`);
}
