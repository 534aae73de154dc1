import type { Labels, ProcessProfile } from '../contract/process-profile.js';

/** The kinds of code that a profile puts into words. A subcategory's code is `category/subcategory`. */
export type TermKind =
  | 'type'
  | 'category'
  | 'subcategory'
  | 'cause'
  | 'source'
  | 'channel'
  | 'priority'
  | 'outcome'
  | 'pauseReason'
  | 'stage'
  | 'tier'
  | 'role'
  | 'service'
  | 'kpi';

type Labelled = { readonly code: string; readonly labels: Labels };

/** Labels by kind and code. Codes are looked up per kind, so that a word may be a category and a cause (C13). */
export function termIndex(profile: ProcessProfile): ReadonlyMap<TermKind, ReadonlyMap<string, Labels>> {
  const kinds: readonly (readonly [TermKind, readonly Labelled[]])[] = [
    ['type', profile.types],
    ['category', profile.categories],
    [
      'subcategory',
      profile.categories.flatMap(({ code, children }) =>
        (children ?? []).map((child) => ({ code: `${code}/${child.code}`, labels: child.labels })),
      ),
    ],
    ['cause', profile.causes],
    ['source', profile.sources],
    ['channel', profile.channels],
    ['priority', profile.priorities],
    ['outcome', profile.closing.outcomes],
    ['pauseReason', profile.pauseReasons],
    ['stage', profile.stages],
    ['tier', profile.tiers],
    ['role', profile.roles],
    ['service', profile.catalogue ?? []],
    ['kpi', profile.kpis],
  ];
  return new Map(kinds.map(([kind, terms]) => [kind, new Map(terms.map(({ code, labels }) => [code, labels]))]));
}
