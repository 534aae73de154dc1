import { readStoreContract } from '../../contract.js';
import { MemoryDisk, openMemoryReadStore } from './index.js';

readStoreContract('memory', async () => {
  const disk = new MemoryDisk();
  return { open: async (options) => openMemoryReadStore({ ...options, disk }), dispose: async () => undefined };
});
