import { setFlagsFromString } from 'node:v8';

/**
 * How far the heap may grow beyond what is in use before garbage is collected, where Node would let it grow severalfold
 * on a machine with much memory. `moderate`: to twice as much, at no cost that could be measured; for servers. `small`:
 * by half, at a quarter of the speed; for programs that read millions of events beside a server that needs the memory.
 */
const GROWTH_PERCENT = { moderate: 100, small: 50 } as const;

/** Keeps the heaps of this process in bounds, those of its threads too. */
export function keepHeap(size: keyof typeof GROWTH_PERCENT): void {
  setFlagsFromString(`--heap-growing-percent=${GROWTH_PERCENT[size]}`);
}
