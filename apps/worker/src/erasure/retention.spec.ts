import { beforeEach, describe, expect, it } from '@jest/globals';
import { type IncidentDocument, incidentDetailsProjection } from '@evidesk/incidents';
import type { RetentionRule } from '@evidesk/profiles';
import { openMemoryReadStore, type ReadStore } from '@evidesk/read-store';
import { type ProcessCommand, viewOf } from '@evidesk/runtime';
import { Retention } from './retention.js';

const labels = { en: 'x', 'zh-CN': 'x' };
const RULES: readonly RetentionRule[] = [{ code: 'all', labels, keptFor: 'P24M' }];
const LONG_AGO = '2024-01-01T00:00:00.000Z';
const LATELY = '2026-11-01T00:00:00.000Z';

let store: ReadStore;
let sent: ProcessCommand[];
let position = 0;

beforeEach(async () => {
  store = openMemoryReadStore();
  sent = [];
  await store.define([viewOf(incidentDetailsProjection)]);
});

/** What retention looks at of the document of an incident. */
async function incident(id: string, person: string | undefined, retainedSince?: string, erased?: true): Promise<void> {
  const document = {
    id,
    revision: 7,
    ...(person !== undefined && { person }),
    ...(retainedSince !== undefined && { retainedSince }),
    incident: { type: 'failure', status: retainedSince === undefined ? 'new' : 'closed', ...(erased && { erased }) },
  } as unknown as IncidentDocument;
  position += 1;
  await store.commit({
    view: incidentDetailsProjection.name,
    generation: 1,
    fence: 0,
    position: String(position).padStart(16, '0'),
    writes: [{ kind: 'put', collection: incidentDetailsProjection.collection.name, document }],
  });
}

const look = (rules = RULES) =>
  new Retention({
    readStore: store,
    rules: () => rules,
    sender: { send: async (command) => void sent.push(command) },
    clock: { now: () => '2026-11-21T08:00:00.000Z' },
    logger: { info: () => undefined, warn: () => undefined, error: () => undefined },
    owner: 'test',
    leaseMs: 10_000,
  }).look();

const targets = () => sent.map(({ type, target }) => `${type} ${target}`);

describe('retention', () => {
  it('asks for the erasure of whose incidents are all over for long enough, once however many there are', async () => {
    await incident('a1', 'ann', LONG_AGO);
    await incident('a2', 'ann', LONG_AGO);
    await incident('b1', 'bob', LONG_AGO);
    await incident('b2', 'bob', LATELY);
    await incident('c1', 'cat', LONG_AGO);
    await incident('c2', 'cat');
    await incident('d1', undefined);
    expect(await look()).toBe(1);
    expect(targets()).toEqual(['RequestErasureByRule ann']);
    expect(sent[0]?.data).toEqual({ rule: 'all', reason: 'all: P24M' });
  });

  it('asks for the same as long as nothing has happened, and for another once something has', async () => {
    await incident('a1', 'ann', LONG_AGO);
    await look();
    await look();
    expect(sent[1]?.metadata.commandId).toBe(sent[0]?.metadata.commandId);
    await incident('a2', 'ann', LONG_AGO);
    await look();
    expect(sent[2]?.metadata.commandId).not.toBe(sent[0]?.metadata.commandId);
  });

  it('leaves out what is erased already', async () => {
    await incident('a1', 'ann', undefined, true);
    await incident('a2', 'ann', LONG_AGO);
    await incident('b1', 'bob', undefined, true);
    expect(await look()).toBe(1);
    expect(targets()).toEqual(['RequestErasureByRule ann']);
  });

  it('asks for nothing where the profile has no rule', async () => {
    await incident('a1', 'ann', LONG_AGO);
    expect(await look([])).toBe(0);
    expect(sent).toEqual([]);
  });
});
