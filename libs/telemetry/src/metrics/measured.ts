import { ConcurrencyConflict } from '@evidesk/event-store';
import type { CommandObserver } from '@evidesk/executor';
import { CommandReused, DomainError, StoreUnavailable } from '@evidesk/kernel';
import type { BatchObserver } from '@evidesk/runtime';
import type { AppendObserver } from '../observed-event-store.js';
import type { DeliveryObserver } from '../tracing/traced.js';
import type { Metrics } from './metrics.js';

const SECOND_MS = 1_000;

/** Counts commands by name and outcome, and how long they took, waiting for their turn included. */
export function measureCommands(metrics: Metrics): CommandObserver {
  const durations = metrics.histograms({
    name: 'evidesk_command_duration_seconds',
    help: 'Commands by name and outcome: done, duplicate, refused, conflict, reused, unavailable, failed',
    labels: ['command', 'outcome'],
  });
  const replays = metrics
    .counters({
      name: 'evidesk_idempotent_replays_total',
      help: 'Requests with an Idempotency-Key that were answered with what the first one came to',
      labels: [],
    })
    .with();
  return ({ command, metadata }, execute) => {
    const started = performance.now();
    const executed = execute();
    executed.then(
      ({ duplicate }) => {
        durations.with(command, duplicate ? 'duplicate' : 'done').observe(secondsSince(started));
        if (duplicate && metadata.requestDigest !== undefined) replays.add();
      },
      (error: unknown) => durations.with(command, outcomeOf(error)).observe(secondsSince(started)),
    );
    return executed;
  };
}

/** Counts appends by outcome, how long they took until they were on disk, and the events in them. */
export function measureAppends(metrics: Metrics): AppendObserver {
  const durations = metrics.histograms({
    name: 'evidesk_append_duration_seconds',
    help: 'Appends to the event store by outcome, until they were on disk: done, duplicate, conflict, unavailable, failed',
    labels: ['outcome'],
  });
  const events = metrics
    .counters({ name: 'evidesk_events_appended_total', help: 'Events written by this process', labels: [] })
    .with();
  return (_stream, appended, append) => {
    const started = performance.now();
    const result = append(appended);
    result.then(
      ({ duplicate }) => {
        durations.with(duplicate ? 'duplicate' : 'done').observe(secondsSince(started));
        if (!duplicate) events.add(appended.length);
      },
      (error: unknown) => durations.with(outcomeOf(error)).observe(secondsSince(started)),
    );
    return result;
  };
}

/** Counts the events that runners take in, and how long a batch took, its commit included. */
export function measureBatches(metrics: Metrics): BatchObserver {
  const durations = metrics.histograms({
    name: 'evidesk_runner_batch_duration_seconds',
    help: 'Batches of events that a runner took in, with their commit',
    labels: ['runner'],
  });
  const taken = metrics.counters({
    name: 'evidesk_runner_events_total',
    help: 'Events that a runner took in',
    labels: ['runner'],
  });
  return async (runner, events, take) => {
    const started = performance.now();
    await take();
    durations.with(runner).observe(secondsSince(started));
    taken.with(runner).add(events.length);
  };
}

/** Counts deliveries by channel and outcome, and how long the other side took. */
export function measureDeliveries(metrics: Metrics): DeliveryObserver {
  const durations = metrics.histograms({
    name: 'evidesk_delivery_duration_seconds',
    help: 'Attempts to deliver a notification, by channel and outcome: delivered, failed',
    labels: ['channel', 'outcome'],
  });
  return async (channel, _metadata, deliver) => {
    const started = performance.now();
    let outcome = 'failed';
    try {
      const receipt = await deliver({});
      outcome = 'delivered';
      return receipt;
    } finally {
      durations.with(channel, outcome).observe(secondsSince(started));
    }
  };
}

const secondsSince = (started: number): number => (performance.now() - started) / SECOND_MS;

function outcomeOf(error: unknown): string {
  if (error instanceof DomainError) return 'refused';
  if (error instanceof ConcurrencyConflict) return 'conflict';
  if (error instanceof CommandReused) return 'reused';
  return error instanceof StoreUnavailable ? 'unavailable' : 'failed';
}
