/** A value that survives a JSON round trip unchanged. */
export type JsonValue =
  string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue | undefined };

/** A plain JSON object. Keys whose value is `undefined` are the same as absent keys. */
export type JsonObject = { readonly [key: string]: JsonValue | undefined };
