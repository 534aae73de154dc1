/** A query that the collection's declared indexes do not serve, or a cursor of another query. */
export class BadQuery extends Error {
  override readonly name = 'BadQuery';
}

/** The runner's lease has passed to another, or its generation was swapped away: it must stop and start afresh. */
export class FencedOut extends Error {
  override readonly name = 'FencedOut';
}
