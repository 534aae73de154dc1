/** A query that the collection's declared indexes do not serve, or a cursor of another query. */
export class BadQuery extends Error {
  override readonly name = 'BadQuery';
}

/**
 * The runner's lease has passed to another, or its generation was swapped away, or someone has committed further
 * already: it must stop and start afresh.
 */
export class FencedOut extends Error {
  override readonly name = 'FencedOut';
}

/** A document is larger than the store can hold (MongoDB: 16 MB). Nothing of its commit was stored. */
export class DocumentTooLarge extends Error {
  override readonly name = 'DocumentTooLarge';
  constructor(
    readonly collection: string,
    readonly id: string,
    readonly bytes: number,
    readonly limit: number,
  ) {
    super(`${collection}/${id} has ${bytes} bytes; the store holds up to ${limit}`);
  }
}

/** A newer version of Evidesk made the file of the views, and this one would misread it. Nothing was touched. */
export class ViewsTooNew extends Error {
  override readonly name = 'ViewsTooNew';
  constructor(
    readonly file: string,
    readonly format: number,
    readonly readsUpTo: number,
  ) {
    super(
      `the views ${file} were made by a newer version of Evidesk (format ${format}; this one reads up to ${readsUpTo}): ` +
        'start that version, or delete the file to have the views built anew',
    );
  }
}
