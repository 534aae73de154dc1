import type { RecordedEvent } from './event.js';
import type { JsonValue } from './json.js';

/** A document of a read model. */
export interface Document {
  readonly id: string;
}

/** A declared index: queries filter and sort by the fields of one of these, in this order, and by `id` last. */
export interface Index {
  readonly name: string;
  /** Top-level field names, or dotted paths into objects. An array field indexes each of its elements (at most one such field an index). */
  readonly fields: readonly string[];
}

/** What a read store needs to know about a collection. */
export interface Collection<D extends Document = Document> {
  readonly name: string;
  readonly indexes: readonly Index[];
  /** Only for the compiler: ties the collection to its document type. */
  readonly _document?: D;
}

/** What one document adds to one aggregate: whole numbers only, so that sums are exact and order does not matter. */
export interface Contribution {
  /** The aggregate's document id. */
  readonly id: string;
  /** Fixed fields of the aggregate (its period and dimension values). */
  readonly dimensions: { readonly [name: string]: string };
  readonly measures: { readonly [name: string]: number };
}

/** An aggregate: a sum over documents, kept by adding and taking away contributions. */
export interface Aggregate extends Document {
  readonly dimensions: { readonly [name: string]: string };
  readonly measures: { readonly [name: string]: number };
}

/**
 * A pure read model. Documents are a function of the events and of nothing else, so that a rebuild gives the same bytes.
 */
export interface Projection<D extends Document = Document> {
  /** Names the view, its runner and its checkpoint. */
  readonly name: string;
  /**
   * Counts up when the same events give other documents than before: a desk that is upgraded then builds the view anew.
   * None is the first.
   */
  readonly version?: number;
  readonly collection: Collection<D>;
  /** Prefixes of the streams whose events it reads. */
  readonly streams: readonly string[];
  /** The ids of the documents that an event touches; none when it is of no interest. */
  keys(event: RecordedEvent): readonly string[];
  /** The document after the event; `null` deletes it. Never changes its argument. */
  project(document: D | undefined, event: RecordedEvent, key: string): D | null;
  /** One more document for each event, from the document before and after it: the lines of a log. For projections of one key an event. */
  readonly entries?: {
    readonly collection: Collection;
    entry(before: D | undefined, event: RecordedEvent, after: D): Document | null;
  };
  /** Sums over the documents, kept in step with them. */
  readonly aggregates?: {
    readonly collection: Collection<Aggregate>;
    contributions(document: D): readonly Contribution[];
  };
}

/** A value that an index can hold. */
export type IndexValue = Extract<JsonValue, string | number | boolean | null>;
