/** What `make` gives, made when it is first asked for: what few need is not to cost everybody a slower start. */
export function lazily<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
