import type { PermissionSource } from '@evidesk/platform';
import type { ProfileRegistry } from './profile-registry.js';

/** Who may do what: the matrix of the profile in force under one name, read afresh for every question. */
export class ProfilePermissions implements PermissionSource {
  constructor(
    private readonly registry: Pick<ProfileRegistry, 'inForce'>,
    private readonly profileName: string,
  ) {}

  /** True when one of the roles may send the command. @throws DomainError `profile.not-found` when nothing is in force */
  mayRoles(command: string, roles: readonly string[]): boolean {
    return this.registry.inForce(this.profileName).mayRole(command, roles);
  }

  /** The roles that may send the command, for explaining a refusal. @throws DomainError as above */
  rolesFor(command: string): readonly string[] {
    return this.registry.inForce(this.profileName).rolesFor(command);
  }
}
