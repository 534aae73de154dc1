import { describe } from '@jest/globals';
import { documentRules } from './contract/documents.js';
import type { ContractFactory } from './contract/fixtures.js';
import { generationRules } from './contract/generations.js';
import { queryRules } from './contract/queries.js';

export type { ContractFactory, ContractPlace } from './contract/fixtures.js';

/** What every read store does. Run it for each adapter. */
export function readStoreContract(name: string, factory: ContractFactory): void {
  describe(`ReadStore on ${name}`, () => {
    documentRules(factory);
    queryRules(factory);
    generationRules(factory);
  });
}
