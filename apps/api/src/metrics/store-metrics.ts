import { readTip } from '@evidesk/audit-proof';
import type { EventStore } from '@evidesk/event-store';
import type { Clock, Instant } from '@evidesk/kernel';
import { notificationDocuments } from '@evidesk/notifications';
import type { Config, HealthCheck, LiveFeeds, Refusals } from '@evidesk/platform';
import type { ReadStore } from '@evidesk/read-store';
import { deadlineCollection, type RunnerDocument, RUNNERS } from '@evidesk/runtime';
import type { Metrics, ObservedMetric, Sample } from '@evidesk/telemetry';
import { lastVerification, PROCESSES } from '@evidesk/worker';

/** What the figures are taken from. */
export interface MetricSources {
  readonly eventStore: EventStore;
  readonly readStore: ReadStore;
  readonly health: readonly HealthCheck[];
  readonly refusals: Refusals;
  readonly feeds: LiveFeeds;
  readonly clock: Clock;
  readonly config: Config;
}

const MOST_RUNNERS = 1_000;
const SECOND_MS = 1_000;

/**
 * Metrics that are looked up when they are asked for: what the stores know of runners, deadlines, notifications and
 * seals, wherever in the installation they are worked at; and whom this process has refused.
 */
export function observeStores(metrics: Metrics, sources: MetricSources): void {
  for (const metric of [
    ...runnerMetrics(sources),
    ...deadlineMetrics(sources),
    ...notificationMetrics(sources),
    ...proofMetrics(sources),
    ...refusalMetrics(sources),
    ...feedMetrics(sources),
    healthMetric(sources),
  ])
    metrics.observe(metric);
}

const gauge = (name: string, help: string, read: ObservedMetric['read']): ObservedMetric => ({
  name,
  help,
  type: 'gauge',
  read,
});

function runnerMetrics({ readStore, clock }: MetricSources): readonly ObservedMetric[] {
  const each = async (value: (runner: RunnerDocument) => number | null): Promise<readonly Sample[]> => {
    const { items } = await readStore.find(RUNNERS, { limit: MOST_RUNNERS });
    return items.flatMap((runner) => {
      const found = value(runner);
      return found === null ? [] : [{ labels: { runner: runner.name, kind: runner.kind }, value: found }];
    });
  };
  return [
    gauge('evidesk_runner_lag_events', 'Events that the store has and the runner has not taken in', () =>
      each(({ lagEvents }) => lagEvents),
    ),
    gauge('evidesk_runner_lag_seconds', 'Age of the last event that a runner behind the store took in', () =>
      each(({ lagSeconds }) => lagSeconds),
    ),
    gauge('evidesk_runner_parked_events', 'Events that the runner could not take in', () =>
      each(({ parked }) => parked),
    ),
    gauge('evidesk_runner_live', '1 while the runner takes in events as they come', () =>
      each(({ state }) => (state === 'live' ? 1 : 0)),
    ),
    gauge('evidesk_runner_status_age_seconds', 'Time since the process that has the runner last gave a sign', () =>
      each(({ updatedAt }) => ageOf(updatedAt, clock)),
    ),
  ];
}

function deadlineMetrics({ readStore, clock }: MetricSources): readonly ObservedMetric[] {
  const each = (where: () => Parameters<ReadStore['count']>[1]) =>
    Promise.all(
      PROCESSES.map(async ({ name }) => ({
        labels: { runner: name },
        value: await readStore.count(deadlineCollection(name), where()),
      })),
    );
  return [
    gauge('evidesk_deadlines_due', 'Deadlines that are due and not yet acted upon', () =>
      each(() => ({ due: { gt: '', lte: clock.now() } })),
    ),
    gauge('evidesk_deadlines_failing', 'Deadlines of which the command was refused, and is tried again', () =>
      each(() => ({ attempts: { gt: 0 } })),
    ),
  ];
}

function notificationMetrics({ readStore, clock }: MetricSources): readonly ObservedMetric[] {
  const count = async (status: string): Promise<readonly Sample[]> => [
    { labels: {}, value: await readStore.count(notificationDocuments, { status }) },
  ];
  return [
    gauge('evidesk_notifications_waiting', 'Notifications that are to be delivered', () => count('waiting')),
    gauge('evidesk_notifications_dead_letters', 'Notifications that were given up', () => count('dead_lettered')),
    gauge('evidesk_notifications_queue_age_seconds', 'Age of the oldest notification that waits', async () => {
      const oldest = { index: 'status', where: { status: 'waiting' }, order: 'ascending', limit: 1 } as const;
      const [first] = (await readStore.find(notificationDocuments, oldest)).items;
      return [{ labels: {}, value: first === undefined ? 0 : ageOf(first.requestedAt, clock) }];
    }),
  ];
}

function proofMetrics({ eventStore, clock, config }: MetricSources): readonly ObservedMetric[] {
  return [
    gauge('evidesk_seal_age_seconds', 'Time since the newest seal was written', async () => {
      const { last } = await readTip(eventStore);
      return last === undefined ? [] : [{ labels: {}, value: ageOf(last.seal.sealedAt, clock) }];
    }),
    gauge('evidesk_verification_ok', '1 when the last `evidesk verify` found nothing, 0 when it did', async () => {
      const last = await lastVerification(config);
      return last === undefined ? [] : [{ labels: {}, value: last.intact ? 1 : 0 }];
    }),
    gauge('evidesk_verification_age_seconds', 'Time since the last `evidesk verify` of the whole store', async () => {
      const last = await lastVerification(config);
      return last === undefined ? [] : [{ labels: {}, value: ageOf(last.verifiedAt, clock) }];
    }),
  ];
}

function refusalMetrics({ refusals }: MetricSources): readonly ObservedMetric[] {
  const limited = () => refusals.list().filter(({ code }) => code === 'request.too-many');
  return [
    {
      name: 'evidesk_refusals_total',
      help: 'Requests that were not let in, not let through or held up, by code and permission',
      type: 'counter',
      read: () =>
        refusals.list().map(({ code, permission = '', count }) => ({ labels: { code, permission }, value: count })),
    },
    {
      name: 'evidesk_rate_limited_total',
      help: 'Requests that were put off because their sender had sent too many',
      type: 'counter',
      read: () => [{ labels: {}, value: limited().reduce((sum, { count }) => sum + count, 0) }],
    },
  ];
}

function feedMetrics({ feeds }: MetricSources): readonly ObservedMetric[] {
  return [
    gauge('evidesk_feeds_open', 'Live feeds that somebody listens to', () => [{ labels: {}, value: feeds.size }]),
    {
      name: 'evidesk_feeds_ended_total',
      help: 'Live feeds that were ended by this side, by reason',
      type: 'counter',
      read: () => [...feeds.ended].map(([reason, value]) => ({ labels: { reason }, value })),
    },
  ];
}

function healthMetric({ health }: MetricSources): ObservedMetric {
  return gauge('evidesk_health', '1 while what the process needs is there: stores, start-up', () =>
    Promise.all(
      health.map(async ({ name, check }) => ({
        labels: { check: name },
        value: await check().then(
          () => 1,
          () => 0,
        ),
      })),
    ),
  );
}

const ageOf = (at: Instant, clock: Clock): number =>
  Math.max(0, (Date.parse(clock.now()) - Date.parse(at)) / SECOND_MS);
