import { eventStoreContract } from '../../contract.js';
import { openEventStoreDb } from './index.js';

const connectionString = process.env['EVENTSTORE_URL'];

if (connectionString !== undefined && connectionString !== '') {
  eventStoreContract('eventstoredb', async () => {
    let store = await openEventStoreDb({ connectionString });
    return {
      store,
      async restart() {
        await store.close();
        store = await openEventStoreDb({ connectionString });
        return store;
      },
      dispose: () => store.close(),
    };
  });
} else if (process.env['REQUIRE_SERVERS'] === '1') {
  describe('EventStore contract on eventstoredb', () => {
    it('needs EVENTSTORE_URL, since REQUIRE_SERVERS=1', () => {
      throw new Error('EVENTSTORE_URL is not set');
    });
  });
} else {
  describe.skip('EventStore contract on eventstoredb (EVENTSTORE_URL is not set)', () => {
    it('runs against a server', () => undefined);
  });
}
