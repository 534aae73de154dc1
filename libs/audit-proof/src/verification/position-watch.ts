import { type Position, START } from '@evidesk/kernel';
import type { Clue } from './finding.js';

/** Looks for gaps in the global order of a store that counts without. */
export class PositionWatch {
  private last: Position = START;

  constructor(
    private readonly consecutive: boolean,
    private readonly report: (clue: Clue) => void,
  ) {}

  check(position: Position): void {
    const after = this.last;
    this.last = position;
    if (!this.consecutive) return;
    const expected = Number(after) + 1;
    const missing = Number(position) - expected;
    if (missing === 0) return;
    const first = String(expected).padStart(position.length, '0');
    const detail =
      missing === 1 ? 'no event has this position' : `no events have this position and the ${missing - 1} behind it`;
    this.report({
      kind: 'removed',
      source: 'positions',
      at: position,
      position: first,
      after,
      before: position,
      missing,
      detail,
    });
  }
}
