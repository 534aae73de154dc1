import { describe } from '@jest/globals';
import { openMemoryEventStore } from '@evidesk/event-store';
import { eventStoreContract } from '../../event-store/src/contract.js';
import { appendContract } from '../../event-store/src/contract/append.contract.js';
import { readContract } from '../../event-store/src/contract/read.contract.js';
import { subscribeContract } from '../../event-store/src/contract/subscribe.contract.js';
import type { PersonalData } from '@evidesk/kernel';
import { openMemoryKeyStore } from './adapters/memory/memory-key-store.js';
import { SealedEventStore } from './sealed-event-store.js';

const text: PersonalData = {
  of: { named: { userId: 'user', contact: 'contact', name: 'text' } },
  fields: [{ path: 'text' }],
};

const opening = (personal: ReadonlyMap<string, PersonalData>) => async () => {
  const store = new SealedEventStore({ events: openMemoryEventStore(), keys: openMemoryKeyStore(), personal });
  return { store, dispose: () => store.close() };
};

eventStoreContract('memory, nothing of it personal', opening(new Map()));

// All but the chains: those are over the boxes, and so are checked below.
describe('EventStore contract on memory, its texts sealed', () => {
  const open = opening(new Map([['test.recorded.v1', text]]));
  appendContract(open);
  readContract(open);
  subscribeContract(open);
});
