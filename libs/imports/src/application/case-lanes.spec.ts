import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { CaseLanes } from './case-lanes.js';

describe('CaseLanes', () => {
  it('keeps the order within a case, works on several at once, and takes no more than it may', async () => {
    const lanes = new CaseLanes(3, 8);
    const done = new Map<string, number[]>();
    let running = 0;
    let most = 0;
    let taken = 0;
    for (let n = 0; n < 60; n += 1) {
      const key = `case ${n % 7}`;
      await lanes.submit(key, async () => {
        most = Math.max(most, (running += 1));
        await sleep(n % 3);
        done.set(key, [...(done.get(key) ?? []), n]);
        running -= 1;
        taken -= 1;
      });
      taken += 1;
      expect(taken).toBeLessThanOrEqual(8);
    }
    await lanes.drain();
    expect([...done.values()].flat()).toHaveLength(60);
    for (const order of done.values()) expect(order).toEqual([...order].sort((one, other) => one - other));
    expect(most).toBe(3);
  });

  it('ends with the first error', async () => {
    const lanes = new CaseLanes(2, 4);
    await lanes.submit('a', () => Promise.reject(new Error('broken')));
    await expect(
      (async () => {
        for (let n = 0; n < 50; n += 1) await lanes.submit('b', () => sleep(1));
      })(),
    ).rejects.toThrow('broken');
    await expect(lanes.drain()).rejects.toThrow('broken');
    await lanes.settle();
  });
});
