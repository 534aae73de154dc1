import { describe, expect, it } from '@jest/globals';
import { severalAtOnce } from './several-at-once.js';

const turn = async () => {
  for (let at = 0; at < 10; at += 1) await Promise.resolve();
};

describe('severalAtOnce', () => {
  it('gives the results in the order of the items, however long each takes', async () => {
    const results = await severalAtOnce([3, 1, 2, 0], 3, async (turns) => {
      for (let at = 0; at < turns; at += 1) await turn();
      return turns * 10;
    });
    expect(results).toEqual([30, 10, 20, 0]);
    expect(await severalAtOnce([], 3, async () => 1)).toEqual([]);
  });

  it('has no more under way than it may', async () => {
    let underWay = 0;
    let most = 0;
    await severalAtOnce(Array.from({ length: 20 }), 4, async () => {
      most = Math.max(most, (underWay += 1));
      await turn();
      underWay -= 1;
    });
    expect(most).toBe(4);
  });

  it('fails with the first failure once what was begun has ended, and begins nothing more', async () => {
    const begun: number[] = [];
    const ended: number[] = [];
    const all = severalAtOnce([1, 2, 3, 4, 5, 6], 3, async (item) => {
      begun.push(item);
      if (item === 2) throw new Error('two');
      await turn();
      if (item === 3) throw new Error('three');
      ended.push(item);
    });
    await expect(all).rejects.toThrow('two');
    expect([begun, ended]).toEqual([[1, 2, 3], [1]]);
  });
});
