import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { type EventStore, openSqliteEventStore } from '@evidesk/event-store';
import { CommandExecutor, ReadStoreSnapshots, SNAPSHOT_VIEW } from '@evidesk/executor';
import { decideIncident, incidentAggregate, type IncidentCommand, slaEscalation } from '@evidesk/incidents';
import { type CommandMetadata, type Instant, START } from '@evidesk/kernel';
import { type CompiledProfile, compileProfile, loadShippedProfile } from '@evidesk/profiles';
import { openSqliteReadStore, type ReadStore } from '@evidesk/read-store';
import {
  deadlineCollection,
  DEFAULT_TUNING,
  type ProcessCommand,
  processRunner,
  RECORD_PROGRESS,
  viewOfProcess,
} from '@evidesk/runtime';
import type { Bench, Result } from './result.js';

const OPEN = 100_000;
const DUE = 10_000;
const MOST_TICK_MS = 5;
const MOST_FIRING_S = 20;
const WATCHED_MS = 5_000;
const AT_ONCE = 64;

/** A Monday morning in Shanghai. */
const BEGIN = '2026-11-02T01:00:00.000Z';
/** P2 is answered within an hour: it is warned of at three quarters of that. Nothing else is due so soon. */
const WARNED = '2026-11-02T01:46:00.000Z';

/**
 * What 100,000 open incidents cost a timer when nothing is due: the event loop's delay with them and without. Then
 * 10,000 deadlines that are due at once, against the same commands sent by hand.
 */
export async function timers({ folder }: Bench): Promise<readonly Result[]> {
  const profile = compileProfile(await loadShippedProfile('std-4tier'), { name: 'std-4tier', version: 1 });
  const empty = await open(join(folder, 'empty'), profile);
  const baselineTick = await empty.watch();
  await empty.close();

  const desk = await open(join(folder, 'desk'), profile);
  const waiting = await desk.record('P2', DUE);
  await desk.record('P3', OPEN - DUE);
  await desk.untilScheduled(OPEN);
  const tick = await desk.watch();
  const before = desk.sent.length;
  const started = performance.now();
  desk.clock.time = WARNED;
  while (desk.sent.length < before + DUE) await sleep(5);
  const seconds = (performance.now() - started) / 1_000;
  await sleep(1_000);
  const told = await count(desk.events, 'incident.sla-warned');
  if (told !== DUE || desk.sent.length !== before + DUE) throw new Error(`${told} warnings, ${desk.sent.length} sent`);
  const byHand = await timed(() =>
    desk.each(waiting, (id) => desk.command(id, { type: 'AddComment', data: { text: 'x' } })),
  );
  await desk.close();
  return [
    {
      name: `timer tick, ${OPEN.toLocaleString('en')} open incidents`,
      value: tick,
      baseline: baselineTick,
      unit: 'ms p99',
      ratio: tick / baselineTick,
      goal: `< ${MOST_TICK_MS}`,
      ok: tick < MOST_TICK_MS,
      note: 'delay of the event loop while nothing is due; baseline: none open',
    },
    {
      name: `${DUE.toLocaleString('en')} deadlines due at once`,
      value: seconds,
      baseline: byHand,
      unit: 's',
      ratio: seconds / byHand,
      goal: `< ${MOST_FIRING_S}`,
      ok: seconds < MOST_FIRING_S,
      note: 'each told once; baseline: as many commands sent by hand',
    },
  ];
}

async function open(folder: string, profile: CompiledProfile) {
  const events = openSqliteEventStore({ file: `${folder}-events.db`, mode: 'write' });
  const views = openSqliteReadStore({ file: `${folder}-views.db` });
  await views.define([SNAPSHOT_VIEW, viewOfProcess(slaEscalation)]);
  const executor = new CommandExecutor(events, new ReadStoreSnapshots(views), {
    onSnapshotFailure: (_stream, error) => {
      throw error;
    },
  });
  const clock = { time: BEGIN as Instant };
  const sent: string[] = [];
  const command = async (id: string, wanted: object, metadata: CommandMetadata = by('service_desk')): Promise<void> => {
    const decided = { ...wanted, metadata } as IncidentCommand;
    await executor.execute(incidentAggregate, {
      id,
      metadata,
      creates: decided.type === 'RecordIncident',
      decide: (state) => decideIncident(decided, state, profile),
    });
  };
  const send = async ({ type, target, data, metadata }: ProcessCommand) => {
    if (type === RECORD_PROGRESS) return;
    await command(target, { type, data }, metadata);
    sent.push(target);
  };
  const quiet = { info: () => undefined, warn: console.error, error: console.error };
  const runner = processRunner(slaEscalation, {
    eventStore: events,
    readStore: views,
    clock: { now: () => clock.time },
    logger: quiet,
    owner: 'bench',
    leaseMs: 60_000,
    tuning: DEFAULT_TUNING,
    sender: { send },
  });
  runner.start();
  return {
    events,
    clock,
    sent,
    command,
    each,
    async record(priority: string, number: number): Promise<readonly string[]> {
      const ids = Array.from({ length: number }, () => randomUUID());
      await each(ids, (id) => command(id, { type: 'RecordIncident', data: incident(priority) }));
      return ids;
    },
    async untilScheduled(documents: number): Promise<void> {
      while ((await views.count(deadlineCollection(slaEscalation.name))) < documents) await sleep(100);
      await settled(events, views);
    },
    async watch(): Promise<number> {
      const delay = monitorEventLoopDelay({ resolution: 1 });
      await sleep(500);
      delay.enable();
      await sleep(WATCHED_MS);
      delay.disable();
      return delay.percentile(99) / 1e6;
    },
    async close(): Promise<void> {
      await runner.stop();
      await Promise.all([events.close(), views.close()]);
    },
  };
}

async function settled(events: EventStore, views: ReadStore): Promise<void> {
  const head = await events.head();
  while ((await views.checkpoint(slaEscalation.name)).position < head) await sleep(50);
}

async function each(ids: readonly string[], work: (id: string) => Promise<void>): Promise<void> {
  const queue = [...ids];
  const worker = async () => {
    for (let id = queue.pop(); id !== undefined; id = queue.pop()) await work(id);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

async function timed(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1_000;
}

async function count(events: EventStore, type: string): Promise<number> {
  let found = 0;
  for await (const event of events.readAll({ after: START })) if (event.type === type) found += 1;
  return found;
}

function by(role: string): CommandMetadata {
  const commandId = randomUUID();
  const actor = { id: `user-${role}`, roles: [role] };
  return { commandId, correlationId: commandId, actor, occurredAt: BEGIN, recordedAt: BEGIN };
}

const incident = (priority: string) => ({
  number: 'INC-202611-000001',
  description: 'Mail can not be sent.',
  type: 'failure',
  priority,
  source: 'user_report',
  channel: 'phone',
  discoveredAt: BEGIN,
  reporter: 'Wang Li',
  contact: '+86 10 5555 0101',
});
