import { describe, expect, it } from '@jest/globals';
import { Admission, type AdmissionLimits } from './admission.js';

/** An event loop whose turns last as long as a test wants. */
class Loop {
  private ms = 0;
  private ending: (() => void) | undefined;
  readonly admission: Admission;

  constructor(limits: Partial<AdmissionLimits> = {}) {
    const at = { turnMs: 100, maxInFlight: 1_000, ...limits };
    this.admission = new Admission(
      at,
      () => this.ms,
      (task) => (this.ending = task),
    );
  }

  /** One turn with so many requests of so many milliseconds each, all answered within; how many were carried out. */
  turn(requests: number, eachMs: number, putOffMs = 0.02): number {
    let carriedOut = 0;
    for (let request = 0; request < requests; request += 1) {
      const admitted = this.admission.enter();
      carriedOut += admitted ? 1 : 0;
      this.ms += admitted ? eachMs : putOffMs;
      this.admission.leave();
    }
    this.ending?.();
    return carriedOut;
  }

  idle(ms: number): void {
    this.ms += ms;
  }
}

describe('admission of requests', () => {
  it('lets all through while turns are short', () => {
    const loop = new Loop();
    for (let turn = 0; turn < 100; turn += 1) expect(loop.turn(50, 1)).toBe(50);
    expect(loop.admission.shed).toBe(0);
  });

  it('forgives a single long turn, and bursts that are over soon', () => {
    const loop = new Loop();
    expect(loop.turn(10, 40)).toBe(10);
    expect(loop.turn(1, 5)).toBe(1);
    expect(loop.turn(4, 110)).toBe(4);
    loop.idle(60_000);
    expect(loop.turn(5, 60)).toBe(5);
    expect(loop.admission.shed).toBe(0);
  });

  it('takes on what a turn has time for, once turns have been too long for half a second, and puts off the rest', () => {
    const loop = new Loop();
    while (loop.turn(300, 1) === 300) expect(loop.admission.shed).toBe(0);
    for (let turn = 0; turn < 20; turn += 1) expect(loop.turn(300, 1)).toBe(101);
  });

  it('lets all through again after the first turn that is short enough', () => {
    const loop = new Loop();
    for (let turn = 0; turn < 5; turn += 1) loop.turn(300, 1);
    expect(loop.turn(50, 1)).toBe(50);
    expect(loop.turn(300, 1)).toBe(300);
  });

  it('never has more under way than is allowed', () => {
    const { admission } = new Loop({ maxInFlight: 2, turnMs: 0 });
    expect([admission.enter(), admission.enter(), admission.enter()]).toEqual([true, true, false]);
    admission.leave();
    admission.leave();
    expect(admission.enter()).toBe(true);
    expect(admission.shed).toBe(1);
  });

  it('can be told to put nothing off', () => {
    const loop = new Loop({ turnMs: 0 });
    for (let turn = 0; turn < 10; turn += 1) expect(loop.turn(300, 10)).toBe(300);
  });
});
