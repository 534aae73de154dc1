// Preloaded into a process (`node --require`, which every thread of it does): its clock is as far off as the file says, from the moment that it says so.
// Like a machine's, it jumps for `Date` and in every thread; timers and `performance.now` go on steadily.
const { readFileSync } = process.getBuiltinModule('node:fs');

const LOOK_MS = 10;
const Steady = Date;
let offsetMs = 0;

function look() {
  offsetMs = Number(readFileSync(process.env.CLOCK_OFFSET_FILE, 'utf8'));
}

look();
setInterval(look, LOOK_MS).unref();

globalThis.Date = class Date extends Steady {
  constructor(...given) {
    if (given.length === 0) super(Steady.now() + offsetMs);
    else super(...given);
  }

  static now() {
    return Steady.now() + offsetMs;
  }
};
