import type { EventBatch } from '@evidesk/event-store';
import { cloudEvent } from './cloud-event.js';

/** Often enough that no proxy takes the connection for dead. */
const HEARTBEAT_MS = 15_000;

/**
 * Batches of events as server-sent events: `id` is the position, to be sent back as Last-Event-ID. What is not yet read
 * by the client is not yet taken from the store.
 */
export async function* eventStream(
  batches: AsyncIterable<EventBatch>,
  heartbeatMs = HEARTBEAT_MS,
): AsyncIterable<string> {
  const source = batches[Symbol.asyncIterator]();
  let next = source.next();
  try {
    yield ': connected\n\n';
    for (;;) {
      const result = await within(next, heartbeatMs);
      if (result === undefined) {
        yield ': still here\n\n';
        continue;
      }
      if (result.done === true) return;
      next = source.next();
      let text = '';
      for (const event of result.value.events)
        text += `id: ${event.position}\nevent: ${event.type}\ndata: ${JSON.stringify(cloudEvent(event))}\n\n`;
      if (text !== '') yield text;
    }
  } finally {
    // It ends with the subscription, which may take a moment: nobody waits for it.
    next.catch(() => undefined);
    void source.return?.().catch(() => undefined);
  }
}

/** The result, or `undefined` when it takes too long. */
async function within<T>(result: Promise<T>, ms: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => (timer = setTimeout(resolve, ms, undefined)));
  try {
    return await Promise.race([result, late]);
  } finally {
    clearTimeout(timer);
  }
}
