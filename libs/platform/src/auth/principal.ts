/** Who is asking: taken from a verified token, never from the request's own words. */
export interface Principal {
  readonly id: string;
  readonly roles: readonly string[];
  /** The person for whom the principal asks. */
  readonly onBehalfOf?: string;
  /** Of its roles' permissions, only these; all of them when absent. */
  readonly scope?: ReadonlySet<string>;
}

/** Turns a bearer token into the principal whom it names. */
export interface TokenVerifier {
  /**
   * May answer at once when the token is known already.
   * @throws BadToken when the token is not to be trusted
   */
  verify(token: string): Principal | Promise<Principal>;
}

/** Dependency-injection token of the token verifier. */
export const TOKEN_VERIFIER = Symbol('TokenVerifier');

/** A token that is malformed, expired, not yet valid, of another issuer or audience, or badly signed. */
export class BadToken extends Error {
  override readonly name = 'BadToken';
}

/** Says which roles hold which permission: the role matrix of the process profile, seen from the guard. */
export interface PermissionSource {
  mayRoles(permission: string, roles: readonly string[]): boolean;
  /** The roles that hold a permission, for the refusal's explanation. */
  rolesFor(permission: string): readonly string[];
}

/** Whether a role of the principal holds the permission, and its scope does not leave it out. */
export function holds(permissions: PermissionSource, principal: Principal, permission: string): boolean {
  const { roles, scope } = principal;
  return permissions.mayRoles(permission, roles) && (scope === undefined || scope.has(permission));
}

/** Dependency-injection token of the verifier of API keys, where a process takes them. */
export const KEY_VERIFIER = Symbol('KeyVerifier');

/** Dependency-injection token of the permission source. */
export const PERMISSION_SOURCE = Symbol('PermissionSource');
