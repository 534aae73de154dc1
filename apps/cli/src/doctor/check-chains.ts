import { type BadLink, ChainVerifier, type EventStore } from '@evidesk/event-store';
import { START } from '@evidesk/kernel';
import type { Cli } from '../cli.js';
import { progress } from '../progress.js';
import { type Finding, ok } from './finding.js';

const SAMPLE_STREAMS = 200;

/** Verifies hash chains: of the first streams of the store, or (deep) of every one. */
export async function checkChains(cli: Cli, store: EventStore, deep: boolean): Promise<Finding> {
  const { streams, events, bad } = deep ? await everyStream(cli, store) : await someStreams(store);
  if (bad !== undefined) {
    const detail = `${bad.stream} is broken at revision ${bad.revision}: ${bad.detail}`;
    return { name: 'hash chains', status: 'fail', detail, damage: true };
  }
  return ok(
    'hash chains',
    `${streams} streams, ${events} events verified${deep ? '' : ' (a sample; --deep verifies all)'}`,
  );
}

interface Verified {
  readonly streams: number;
  readonly events: number;
  readonly bad?: BadLink;
}

/** One pass over the global order, with a verifier for every stream. */
async function everyStream(cli: Cli, store: EventStore): Promise<Verified> {
  const verifiers = new Map<string, ChainVerifier>();
  const bar = progress(cli, 'events');
  let events = 0;
  try {
    for await (const event of store.readAll({ after: START })) {
      const verifier = verifiers.get(event.stream) ?? new ChainVerifier(event.stream);
      verifiers.set(event.stream, verifier);
      const bad = verifier.check(event);
      events += 1;
      if (events % 1_000 === 0) bar.report(events, 0);
      if (bad !== undefined) return { streams: verifiers.size, events, bad };
    }
    return { streams: verifiers.size, events };
  } finally {
    bar.end();
  }
}

async function someStreams(store: EventStore): Promise<Verified> {
  const names = new Set<string>();
  for await (const { stream } of store.readAll({ after: START })) {
    names.add(stream);
    if (names.size === SAMPLE_STREAMS) break;
  }
  let events = 0;
  for (const stream of names) {
    const verifier = new ChainVerifier(stream);
    for await (const event of store.readStream(stream)) {
      const bad = verifier.check(event);
      events += 1;
      if (bad !== undefined) return { streams: names.size, events, bad };
    }
  }
  return { streams: names.size, events };
}
