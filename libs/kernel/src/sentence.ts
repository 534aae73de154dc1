/** The same words in the languages of the desk. */
export interface Wording {
  readonly en: string;
  readonly 'zh-CN': string;
}

/**
 * What an event says, for people. `{path}` is replaced by that field of the event's data, `{path:kind}` by the word for
 * its code or by its value in that form, `{@actor}` by who did it. What stands in `[…]` is left out when a field in it
 * is absent.
 */
export type Sentence = Wording;

/** The sentences of a context's events. A type that has none does not compile where the catalogue `satisfies` this. */
export type Sentences<Type extends string> = Readonly<Record<Type, Sentence>>;

/** Words for codes that are the context's own, by kind and code. Those that a process profile names are not among them. */
export type Words = Readonly<Record<string, Readonly<Record<string, Wording>>>>;
