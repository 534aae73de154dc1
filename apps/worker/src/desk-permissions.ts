import { StoreUnavailable } from '@evidesk/kernel';
import { type Config, CONFIG, type PermissionSource } from '@evidesk/platform';
import { ProfileRegistry } from '@evidesk/profiles';
import { Inject, Injectable } from '@nestjs/common';
import { StartUp } from './start-up.js';

const RETRY_AFTER_MS = 1_000;

/** Permissions by the process profile in force. */
@Injectable()
export class DeskPermissions implements PermissionSource {
  constructor(
    @Inject(ProfileRegistry) private readonly profiles: ProfileRegistry,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(StartUp) private readonly startUp: StartUp,
  ) {}

  /** @throws StoreUnavailable until the profiles are known */
  mayRoles(permission: string, roles: readonly string[]): boolean {
    return this.profile().mayRole(permission, roles);
  }

  /** @throws StoreUnavailable until the profiles are known */
  rolesFor(permission: string): readonly string[] {
    return this.profile().rolesFor(permission);
  }

  private profile() {
    if (!this.startUp.profilesKnown) throw new StoreUnavailable('event-store', RETRY_AFTER_MS);
    return this.profiles.inForce(this.config.profile);
  }
}
