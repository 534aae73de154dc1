import { eventStoreContract } from '../../contract.js';
import { openMemoryEventStore } from './memory-event-store.js';

eventStoreContract('memory', async () => {
  const store = openMemoryEventStore();
  return { store, dispose: () => store.close() };
});
