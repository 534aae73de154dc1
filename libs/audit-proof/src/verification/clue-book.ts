import type { Clue, Finding } from './finding.js';
import type { TakenEvent } from './range-check.js';
import { tidy } from './tidy.js';

const MOST_CLUES = 1_000;
const MOST_STREAMS = 100_000;

/** Keeps what was found, without what only follows from it: an event whose predecessor was changed no longer links to it. */
export class ClueBook {
  private readonly clues: Clue[] = [];
  private dropped = 0;
  /** The newest revision of each stream that is known to be wrong. */
  private readonly damaged = new Map<string, number>();
  private readonly told = new Set<string>();

  add(clue: Clue): void {
    const { kind, source, stream, revision, position } = clue;
    const isWrong = stream !== undefined && revision !== undefined && kind !== 'removed';
    const isEcho = isWrong && kind === 'modified' && source === 'tags' && this.damaged.get(stream) === revision - 1;
    if (isWrong && this.damaged.size < MOST_STREAMS) this.damaged.set(stream, revision);
    if (source === 'tags' && position !== undefined && kind !== 'removed') this.told.add(position);
    if (isEcho) return;
    if (this.clues.length < MOST_CLUES) this.clues.push(clue);
    else this.dropped += 1;
  }

  /** Takes in what the chain says against an event, unless it was said by its seal, or of the event before it. */
  addChainProblem({ problem, stream, revision, position, type: eventType }: TakenEvent): void {
    if (problem === undefined) return;
    const { kind, detail, gap } = problem;
    if (gap !== undefined) {
      const missing = { missing: gap.missing, revision: gap.revision };
      this.add({ kind, source: 'chain', at: position, before: position, stream, detail, ...missing });
      return;
    }
    const known = this.damaged.get(stream);
    const isEcho = kind !== 'reordered' && (known === revision || known === revision - 1);
    if (isEcho || this.told.has(position)) return;
    this.add({ kind, source: 'chain', at: position, position, stream, revision, eventType, detail });
  }

  /** What is left when all witnesses are heard. */
  findings(): { readonly findings: readonly Finding[]; readonly more: number } {
    return { findings: tidy(this.clues), more: this.dropped };
  }
}
