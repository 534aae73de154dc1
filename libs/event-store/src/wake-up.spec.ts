import { WakeUp } from './wake-up.js';

describe('WakeUp', () => {
  it('wakes at once when it was quiet, and again later for all that comes meanwhile', async () => {
    const wakeUp = new WakeUp();
    const { signal } = new AbortController();
    const first = wakeUp.sleep(wakeUp.mark, signal);
    wakeUp.wakeAtMostEvery(5);
    expect(wakeUp.mark).toBe(1);
    await first;

    const second = wakeUp.sleep(wakeUp.mark, signal);
    for (let n = 0; n < 10; n += 1) wakeUp.wakeAtMostEvery(1_000_000);
    expect(wakeUp.mark).toBe(1);
    wakeUp.wake();
    await second;
    expect(wakeUp.mark).toBe(2);
  });

  it('sleeps through nothing that came late', async () => {
    const wakeUp = new WakeUp();
    wakeUp.wakeAtMostEvery(5);
    const { mark } = wakeUp;
    wakeUp.wakeAtMostEvery(5);
    await wakeUp.sleep(mark, new AbortController().signal);
    expect(wakeUp.mark).toBe(2);
  });
});
