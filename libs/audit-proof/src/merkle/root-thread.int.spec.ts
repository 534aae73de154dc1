import { Worker } from 'node:worker_threads';
import { jest } from '@jest/globals';
import { eventLeaf, type LeafSource } from './event-leaf.js';
import { RootThread } from './root-thread.js';
import { hexOf, merkleRoot } from './tree-hash.js';

const events = (count: number, stream = 'incident-1'): readonly LeafSource[] =>
  Array.from({ length: count }, (_, revision) => ({ stream, revision, hash: String(revision).padStart(64, '0') }));
const rootOf = (covered: readonly LeafSource[]): string => hexOf(merkleRoot(covered.map(eventLeaf)));

// The thread runs what was built last: `npm test` builds first.
describe('The thread that computes the roots of trees', () => {
  let thread: RootThread;
  afterEach(() => thread.close());

  it('finds that trees have their roots, however many are under way', async () => {
    thread = new RootThread(0);
    for (let count = 1; count < 100; count += 1) {
      expect(thread.holds(rootOf(events(count)), events(count))).toBe(true);
      await thread.ready();
    }
    expect(await thread.allHold()).toBe(true);
  });

  it('tells in the end that one of them has not', async () => {
    thread = new RootThread(0);
    for (const count of [3, 4, 5]) thread.holds(rootOf(events(4)), events(count));
    expect(await thread.allHold()).toBe(false);
    expect(thread.holds(rootOf(events(4)), events(4))).toBe(true);
    expect(await thread.allHold()).toBe(false);
  });

  it('says at once what comes before it is worth its start', async () => {
    thread = new RootThread(2);
    const posted = jest.spyOn(Worker.prototype, 'postMessage');
    expect(thread.holds(rootOf(events(3)), events(3))).toBe(true);
    expect(thread.holds(rootOf(events(3)), events(4))).toBe(false);
    expect(posted).not.toHaveBeenCalled();
    expect(thread.holds(rootOf(events(3)), events(4))).toBe(true);
    expect(posted).toHaveBeenCalledTimes(1);
    posted.mockRestore();
    expect(await thread.allHold()).toBe(false);
  });

  it('does not vouch for leaves whose texts run over several lines', async () => {
    thread = new RootThread(0);
    const split = events(2, 'a\nb');
    thread.holds(rootOf(split), split);
    expect(await thread.allHold()).toBe(false);
  });

  it('vouches for nothing when it has died', async () => {
    thread = new RootThread(0);
    thread.holds(rootOf(events(9)), events(9));
    await thread.close();
    expect(await thread.allHold()).toBe(false);
  });
});
