/** What of an incident is looked for elsewhere. */
export interface Looked {
  readonly symptom?: string;
  readonly ci?: string;
  readonly category?: string;
  readonly words: readonly string[];
}

/** One way in which something is like an incident. */
export interface Likeness {
  /** The same symptom, configuration item or category; words in common; a problem that an alike incident, named here, belongs to. */
  readonly by: 'symptom' | 'ci' | 'category' | 'words' | 'incident';
  readonly words?: readonly string[];
  readonly incident?: string;
}

/** Why something matched. */
export interface Why {
  readonly reasons: readonly Likeness[];
}

/** What each likeness is worth; every word in common is worth 1. */
const WORTH: Readonly<Record<Likeness['by'], number>> = { symptom: 8, ci: 4, incident: 4, category: 2, words: 0 };

/**
 * Each thing once, with all its likenesses: the most alike first.
 * @param newestFirst the order of those that are alike as much
 */
export function ranked<T extends { readonly id: string }>(
  found: readonly (readonly [T, Likeness])[],
  newestFirst: (a: T, b: T) => number,
): readonly (Why & { readonly found: T })[] {
  const byId = new Map<string, { readonly found: T; readonly reasons: Likeness[]; worth: number }>();
  for (const [thing, likeness] of found) {
    const match = byId.get(thing.id) ?? { found: thing, reasons: [], worth: 0 };
    match.reasons.push(likeness);
    match.worth += WORTH[likeness.by] + (likeness.words?.length ?? 0);
    byId.set(thing.id, match);
  }
  return [...byId.values()]
    .sort((a, b) => b.worth - a.worth || newestFirst(a.found, b.found))
    .map(({ found: thing, reasons }) => ({ found: thing, reasons }));
}
