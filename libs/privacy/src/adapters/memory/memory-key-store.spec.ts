import { keyStoreContract } from '../../contract.js';
import { openMemoryKeyStore } from './memory-key-store.js';

keyStoreContract('memory', { open: openMemoryKeyStore, outlives: false, dispose: async () => undefined });
