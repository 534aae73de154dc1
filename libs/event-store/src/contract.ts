import { describe } from '@jest/globals';
import { appendContract } from './contract/append.contract.js';
import { chainContract } from './contract/chain.contract.js';
import type { OpenHarness } from './contract/harness.js';
import { readContract } from './contract/read.contract.js';
import { subscribeContract } from './contract/subscribe.contract.js';

export type { Harness, OpenHarness } from './contract/harness.js';

/** What every event store must do. Only specs load it; each adapter's spec runs it. */
export function eventStoreContract(name: string, open: OpenHarness): void {
  describe(`EventStore contract on ${name}`, () => {
    appendContract(open);
    readContract(open);
    subscribeContract(open);
    chainContract(open);
  });
}
