import type { Collection, Document, Index } from '@evidesk/kernel';
import { BadQuery } from '../errors.js';
import type { View } from '../port.js';
import { type FieldValue, fieldValue, isArray } from './values.js';

const COLLECTION = /^[a-z][a-z0-9_]*$/;
const INDEX = /^[A-Za-z][A-Za-z0-9_-]*$/;
const FIELD = /^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*$/;

/** A collection's declaration, checked, with its fields numbered. */
export class CollectionSchema {
  /** Every field of every index, sorted; a field's place here names its column. */
  readonly fields: readonly string[];
  private readonly paths: readonly (readonly string[])[];
  private readonly ordinals: ReadonlyMap<string, number>;

  /** @throws Error when a name is not fit to be an identifier, or an index has no field, or one name twice */
  constructor(
    readonly view: string,
    readonly name: string,
    readonly indexes: readonly Index[],
  ) {
    if (!COLLECTION.test(name) || name.includes('__')) throw new Error(`not a collection name: ${name}`);
    for (const index of indexes) {
      if (!INDEX.test(index.name)) throw new Error(`not an index name: ${index.name}`);
      const bad = index.fields.find((field) => !FIELD.test(field));
      if (bad !== undefined) throw new Error(`not a field: ${bad}`);
      if (index.fields.length === 0 || new Set(index.fields).size !== index.fields.length)
        throw new Error(`index ${name}.${index.name} needs distinct fields`);
    }
    if (new Set(indexes.map((index) => index.name)).size !== indexes.length)
      throw new Error(`${name} has two indexes of one name`);
    this.fields = [...new Set(indexes.flatMap((index) => index.fields))].sort();
    this.paths = this.fields.map((field) => field.split('.'));
    this.ordinals = new Map(this.fields.map((field, ordinal) => [field, ordinal]));
  }

  /** The number of a declared field. @throws BadQuery */
  ordinal(field: string): number {
    const ordinal = this.ordinals.get(field);
    if (ordinal === undefined) throw new BadQuery(`${this.name} has no index on ${field}`);
    return ordinal;
  }

  /** @throws BadQuery */
  index(name: string): Index {
    const index = this.indexes.find((candidate) => candidate.name === name);
    if (index === undefined) throw new BadQuery(`${this.name} has no index ${name}`);
    return index;
  }

  /**
   * What the indexes hold of a document, by field number.
   * @throws Error when one index would hold two arrays
   */
  values(document: Document): readonly FieldValue[] {
    const values = this.paths.map((path) => fieldValue(document, path));
    if (values.filter(isArray).length > 1) this.refuseTwoArrays(document, values);
    return values;
  }

  private refuseTwoArrays(document: Document, values: readonly FieldValue[]): void {
    for (const index of this.indexes) {
      const arrays = index.fields.filter((field) => isArray(values[this.ordinal(field)] ?? null));
      if (arrays.length > 1)
        throw new Error(`${this.name}/${document.id}: index ${index.name} can't hold two arrays: ${arrays.join(', ')}`);
    }
  }
}

/** A view's declaration. The fingerprint changes when its tables or its documents must look other than before. */
export interface ViewSchema {
  readonly name: string;
  readonly collections: readonly CollectionSchema[];
  readonly fingerprint: string;
}

/** What this process has declared. */
export class Registry {
  private readonly views = new Map<string, ViewSchema>();
  private readonly collections = new Map<string, CollectionSchema>();

  /** @throws Error when a declaration is faulty, or two views claim one collection */
  define(views: readonly View[]): readonly ViewSchema[] {
    const schemas = views.map(({ name, version, collections }): ViewSchema => {
      const declared = collections.map((collection) => new CollectionSchema(name, collection.name, collection.indexes));
      const shape = declared.map(({ name: collection, indexes }) => [
        collection,
        indexes.map((index) => [index.name, index.fields]),
        ...(version === undefined ? [] : [version]),
      ]);
      return { name, collections: declared, fingerprint: JSON.stringify(shape) };
    });
    for (const schema of schemas) {
      for (const collection of schema.collections) {
        const other = this.collections.get(collection.name)?.view;
        if (other !== undefined && other !== schema.name)
          throw new Error(`${collection.name} belongs to the views ${other} and ${schema.name}`);
        this.collections.set(collection.name, collection);
      }
      this.views.set(schema.name, schema);
    }
    return schemas;
  }

  /** Every view that was declared. */
  all(): Iterable<ViewSchema> {
    return this.views.values();
  }

  /** @throws Error when the view was not defined */
  view(name: string): ViewSchema {
    const view = this.views.get(name);
    if (view === undefined) throw new Error(`the view ${name} is not defined`);
    return view;
  }

  /** @throws BadQuery when the collection was not defined */
  collection(collection: Pick<Collection, 'name'>): CollectionSchema {
    const schema = this.collections.get(collection.name);
    if (schema === undefined) throw new BadQuery(`the collection ${collection.name} is not defined`);
    return schema;
  }

  /** @throws Error when the collection is not of the view */
  collectionOf(view: string, collection: string): CollectionSchema {
    const schema = this.collections.get(collection);
    if (schema?.view !== view) throw new Error(`the collection ${collection} is not of the view ${view}`);
    return schema;
  }
}
