/** A store can't be reached, read or written now. Trying again later may help. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
  constructor(
    /** Which store: `event-store` or `read-store`. */
    readonly store: string,
    readonly retryAfterMs: number,
    options?: ErrorOptions,
  ) {
    super(`${store} is unavailable`, options);
  }
}
