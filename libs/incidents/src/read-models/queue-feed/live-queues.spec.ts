import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type EventStore, openMemoryEventStore } from '@evidesk/event-store';
import { ERASED, type JsonObject } from '@evidesk/kernel';
import type { FeedEnd, FeedStream, Logger } from '@evidesk/platform';
import { openMemoryReadStore, type ReadStore } from '@evidesk/read-store';
import { commandMetadata } from '@evidesk/testing';
import { queueItems, queueProjection } from '../queue/queue.projection.js';
import { LiveQueues } from './live-queues.js';

const PLAIN = 'Wang Li can not print';
const view = queueProjection.name;

let events: EventStore;
let views: ReadStore;
let queues: LiveQueues;
let appended: number;
let warnings: string[];

beforeEach(async () => {
  events = openMemoryEventStore();
  views = openMemoryReadStore();
  appended = 0;
  warnings = [];
  await views.define([{ name: view, collections: [queueItems] }]);
  const logger = { warn: (_: object, message: string) => void warnings.push(message) } as unknown as Logger;
  queues = new LiveQueues(events, views, { waitFor: () => Promise.resolve(true) }, logger);
});
afterEach(async () => {
  queues.beforeApplicationShutdown();
  await events.close();
  expect(warnings).toEqual([]);
});

async function append(stream: string, type: string, data: JsonObject = {}): Promise<void> {
  appended += 1;
  const metadata = { ...commandMetadata({}), eventId: `e-${appended}`, schemaVersion: 1 };
  await events.append(stream, [{ type, data, metadata }], 'any');
}

/** What the view holds of an incident, at the newest event. */
async function show(id: string, title: string, generation = 1): Promise<void> {
  const document = { id, open: true, title, status: 'new', stage: 'classification', waitsFor: [], clocks: {} };
  const write = { kind: 'put', collection: queueItems.name, document } as const;
  await views.commit({ view, generation, fence: 0, position: await events.head(), writes: [write] });
}

/** The view as it is built anew, and then the event that says so. */
async function erase(): Promise<void> {
  const generation = await views.beginGeneration(view);
  await show('a', ERASED, generation);
  await views.activate(view, generation);
  await append('person-p', 'person.erased');
}

class Ear {
  heard = '';
  end: FeedEnd | undefined;
  leave: (() => void) | undefined;
  readonly stream = {
    offer: (frame: string) => void (this.heard += frame),
    letGo: (reason: FeedEnd) => {
      this.end = reason;
      this.leave?.();
    },
  } as unknown as FeedStream;

  get lastEventId(): string | undefined {
    return [...this.heard.matchAll(/^id: (.+)$/gm)].at(-1)?.[1];
  }
}

async function listen(lastEventId?: string): Promise<Ear> {
  const ear = new Ear();
  ear.leave = await queues.join(ear.stream, 'all', undefined, lastEventId);
  return ear;
}

async function until(isSo: () => boolean): Promise<void> {
  for (let tries = 0; !isSo(); tries += 1) {
    if (tries > 1_000) throw new Error('it did not come to pass');
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

/** A queue with a plain title among its members and among the changes that are kept; where the listener stood before it. */
async function heardOf(): Promise<{ readonly ear: Ear; readonly before: string }> {
  await append('incident-z', 'incident.recorded');
  await show('z', 'x');
  const ear = await listen();
  const before = ear.lastEventId ?? '';
  await append('incident-a', 'incident.recorded');
  await show('a', PLAIN);
  await until(() => ear.heard.includes(PLAIN));
  return { ear, before };
}

describe('queues that are listened to, when somebody is erased', () => {
  it('let every listener go, who comes again and is told what the queue is now', async () => {
    const { ear, before } = await heardOf();
    const newest = ear.lastEventId;
    await erase();
    await until(() => ear.end !== undefined);
    expect([ear.end, queues.size]).toEqual(['interrupted', 0]);
    for (const last of [before, newest, undefined]) {
      const again = await listen(last);
      expect(again.heard).toContain('event: queue');
      expect(again.heard).toContain(ERASED);
      expect(again.heard).not.toContain(PLAIN);
      again.leave?.();
    }
  });

  it('tell nothing of before to whoever comes while nobody listens', async () => {
    const { ear, before } = await heardOf();
    ear.leave?.();
    await erase();
    await until(() => queues.size === 0);
    expect((await listen(before)).heard).not.toContain(PLAIN);
  });

  it('go on as before where a person was only asked about', async () => {
    const { ear } = await heardOf();
    await append('person-p', 'person.erasure-requested');
    await show('a', 'another');
    await append('incident-a', 'incident.recorded');
    await until(() => ear.heard.includes('another'));
    expect([ear.end, queues.size]).toEqual([undefined, 1]);
  });

  it('tell whoever joins just then of what changes later, or let him go', async () => {
    await heardOf();
    const ears: Ear[] = [];
    for (let at = 0; at < 50; at += 1) {
      if (at === 10) void erase();
      ears.push(await listen());
    }
    await until(() => ears[0]?.end !== undefined);
    await show('a', 'later', 2);
    await append('incident-a', 'incident.recorded');
    await until(() => ears.every(({ end, heard }) => end !== undefined || heard.includes('later')));
    expect(ears.at(-1)?.end).toBeUndefined();
  });
});
