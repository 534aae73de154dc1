import { EVENT_STORE, type EventStore } from '@evidesk/event-store';
import { type Clock, deriveId } from '@evidesk/kernel';
import { CLOCK } from '@evidesk/platform';
import { loadShippedProfile, ProfileRegistry, publishProfile } from '@evidesk/profiles';
import { runScenario, type ScenarioRun, SIMULATED_PROFILE, type Stage } from '@evidesk/simulation';
import type { INestApplicationContext } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { DateTime } from 'luxon';
import type { Cli } from './cli.js';
import { progress } from './progress.js';

export const DEFAULT_SEED = 1;
export const DEFAULT_INCIDENTS = 240;
/** So soon after the first, the month before has more to show. */
const YOUNG_MONTH_DAYS = 7;

export interface DemoOptions {
  readonly seed: number;
  readonly month?: string;
  readonly incidents: number;
}

/** A demo month as it was played. */
export type DemoRun = ScenarioRun & { readonly month: string; readonly seed: number };

/** Plays the demo month into an open desk; by default this month so far, or the last where this one is young. */
export async function playDemo(
  cli: Cli,
  app: INestApplicationContext,
  options: DemoOptions,
  signal?: AbortSignal,
): Promise<DemoRun> {
  const find = <T>(token: symbol | typeof ProfileRegistry | typeof CommandBus) => app.get<T>(token, { strict: false });
  const eventStore = find<EventStore>(EVENT_STORE);
  const clock = find<Clock>(CLOCK);
  const registry = find<ProfileRegistry>(ProfileRegistry);
  await ensureProfile(eventStore, registry, clock);
  const { timeZone } = registry.inForce(SIMULATED_PROFILE).definition;
  const { seed, incidents, month = defaultMonth(clock, timeZone) } = options;
  const bar = progress(cli, `demo ${month}`);
  const bus = find<Stage>(CommandBus);
  const onProgress = (done: number, total: number) => bar.report(done, total);
  try {
    const run = await runScenario({
      seed,
      month,
      incidents,
      timeZone,
      bus,
      eventStore,
      clock,
      onProgress,
      ...(signal && { signal }),
    });
    return { ...run, month, seed };
  } finally {
    bar.end();
  }
}

/** The demo in a sentence or two. */
export function demoInWords({ month, seed, incidents, commands, already, refused }: DemoRun): string {
  if (already) return `the demo month ${month} (seed ${seed}) is loaded already: nothing was done`;
  const said = `${incidents} incidents of ${month} (seed ${seed}) by ${commands} commands`;
  const [first] = refused;
  if (first === undefined) return said;
  return `${said}; ${refused.length} lives ended early, the first by ${first.command}: ${first.message}`;
}

/** The month that the demo shows by default, `2026-11`. */
export function defaultMonth(clock: Clock, timeZone: string): string {
  const now = DateTime.fromISO(clock.now(), { zone: timeZone });
  return (now.day > YOUNG_MONTH_DAYS ? now : now.minus({ months: 1 })).toFormat('yyyy-MM');
}

async function ensureProfile(store: EventStore, registry: ProfileRegistry, clock: Clock): Promise<void> {
  if (registry.versions(SIMULATED_PROFILE).length > 0) return;
  const commandId = deriveId('first-profile', SIMULATED_PROFILE);
  const now = clock.now();
  const actor = { id: 'demo', roles: ['process_admin'] };
  const metadata = { commandId, correlationId: commandId, actor, occurredAt: now, recordedAt: now };
  const { position } = await publishProfile(store, { profile: await loadShippedProfile(SIMULATED_PROFILE) }, metadata);
  await registry.waitFor(position);
}
