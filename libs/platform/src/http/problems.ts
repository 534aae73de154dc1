/** One kind of problem that the API can answer with. */
export interface ProblemKind {
  /** Stable: `incident.already-closed`. The last part of the problem's `type`. */
  readonly code: string;
  readonly status: number;
  readonly title: string;
  /** What it means and what the caller can do, for the documentation. */
  readonly description: string;
}

/** The problems that the platform itself answers with. */
const OWN: readonly ProblemKind[] = [
  kind(
    'request.invalid',
    400,
    'The request is not acceptable',
    'Fields are missing, unknown or out of bounds; `errors` names every one.',
  ),
  kind(
    'request.malformed-json',
    400,
    'The body is not JSON',
    'The body can not be parsed, or it names a forbidden property.',
  ),
  kind(
    'request.malformed',
    400,
    'The request is malformed',
    'The request is not well-formed HTTP or its path is not well encoded.',
  ),
  kind(
    'request.bad-if-match',
    400,
    'If-Match is malformed',
    'Send the ETag of the last answer as it came: `"12"`; or `*`.',
  ),
  kind(
    'request.bad-idempotency-key',
    400,
    'Idempotency-Key is malformed',
    'It has 1 to 255 printable ASCII characters.',
  ),
  kind('request.bad-header', 400, 'A header is malformed', 'The detail names the header and its bounds.'),
  kind(
    'query.invalid',
    400,
    'The query can not be answered',
    'It asks for a field or an order without an index, or its cursor is of another query.',
  ),
  kind(
    'query.bad-cursor',
    400,
    'The cursor is not acceptable',
    'Send `next` of the page before as it came, to the same path with the same parameters.',
  ),
  kind('auth.no-token', 401, 'A token is needed', 'Send `Authorization: Bearer <token>`.'),
  kind(
    'auth.bad-token',
    401,
    'The token is not accepted',
    'It is malformed, expired, badly signed, or of another issuer or audience.',
  ),
  kind(
    'auth.role-not-permitted',
    403,
    'The role does not permit this',
    'None of the caller’s roles holds the permission; `permittedRoles` lists those that do.',
  ),
  kind(
    'auth.scope-not-permitted',
    403,
    'The scope of the API key does not permit this',
    'A role of the key holds the permission, but the key was issued for less; `scope` lists for what.',
  ),
  kind(
    'auth.provider-unavailable',
    503,
    'The OpenID provider is unavailable',
    'Whether the token is good can not be said now. Try again after `Retry-After` seconds.',
  ),
  kind('route.unknown', 404, 'There is no such route', 'The path or the method is not part of the API.'),
  kind('store.not-found', 404, 'There is no such thing', 'Nothing was ever recorded under this id.'),
  kind('request.timeout', 408, 'The request took too long to arrive', 'Send it again.'),
  kind(
    'store.conflict',
    409,
    'Someone else was faster',
    'The thing changed while the command was carried out. Read it and decide again.',
  ),
  kind(
    'request.in-flight',
    409,
    'The request is being carried out',
    'Another with the same Idempotency-Key was sent and is not answered yet. Try again after `Retry-After` seconds.',
  ),
  kind(
    'request.stale',
    412,
    'The thing has changed since',
    'The revision in If-Match is not the present one. Read it and decide again.',
  ),
  kind('request.too-large', 413, 'The request is too large', 'The body, or an event that it makes, is over the limit.'),
  kind(
    'request.media-type',
    415,
    'The media type is not accepted',
    'Send `Content-Type: application/json`, unless the route says otherwise.',
  ),
  kind(
    'request.idempotency-mismatch',
    422,
    'The Idempotency-Key was used for something else',
    'The same caller sent it to the same path with another body or query. Take a new key for a new request.',
  ),
  kind(
    'request.too-many',
    429,
    'Too many at a time',
    'The detail says of what. Try again after `Retry-After` seconds.',
  ),
  kind('request.refused', 400, 'The request was refused', 'The detail says why.'),
  kind('internal', 500, 'Something went wrong here', 'Not the caller’s fault. Quote `traceId` when you report it.'),
  kind(
    'server.overloaded',
    503,
    'There is too much to do',
    'Nothing was done for the request. Send it again after `Retry-After` seconds.',
  ),
  kind(
    'store.unavailable',
    503,
    'A store is unavailable',
    'Nothing was half-done. Try again after `Retry-After` seconds.',
  ),
  kind(
    'store.damaged',
    503,
    'What is stored is damaged',
    'It is not as it was written, and is not given out; nothing was changed. Trying again does not help: the operator has to check the file that the log names.',
  ),
  kind(
    'view.behind',
    503,
    'The view is behind',
    'It has not reached the position in Evidesk-After yet. Try again after `Retry-After` seconds.',
  ),
];

const catalogue = new Map<string, ProblemKind>(OWN.map((problem) => [problem.code, problem]));

/** Makes the problems of a context known. @throws Error when a code is taken by another meaning */
export function registerProblems(problems: readonly ProblemKind[]): void {
  for (const problem of problems) {
    const known = catalogue.get(problem.code);
    if (known !== undefined && (known.status !== problem.status || known.title !== problem.title)) {
      throw new Error(`the problem code ${problem.code} has two meanings`);
    }
    catalogue.set(problem.code, problem);
  }
}

/** What is known about a problem code. */
export function problemKind(code: string): ProblemKind | undefined {
  return catalogue.get(code);
}

/** All problems by code, for the documentation. */
export function problemCatalogue(): readonly ProblemKind[] {
  return [...catalogue.values()].sort((one, other) => (one.code < other.code ? -1 : 1));
}

function kind(code: string, status: number, title: string, description: string): ProblemKind {
  return { code, status, title, description };
}
