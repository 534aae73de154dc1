import { DIRECTORY, type Directory } from '@evidesk/directory';
import { CONFIG, type Config, type Principal } from '@evidesk/platform';
import { ProfileRegistry } from '@evidesk/profiles';
import { Inject, Injectable } from '@nestjs/common';

/** Whose queues somebody may see. */
@Injectable()
export class QueueSight {
  constructor(
    @Inject(ProfileRegistry) private readonly profiles: ProfileRegistry,
    @Inject(DIRECTORY) private readonly directory: Directory,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * The groups to which the profile in force keeps a principal in queues: those that the directory says are his.
   * `undefined`: he sees them all, since one of his roles does.
   */
  groupsOf({ id, roles }: Principal): readonly string[] | undefined {
    const kept = this.profiles.inForce(this.config.profile).definition.ownGroupOnly;
    if (kept === undefined || !roles.every((role) => kept.includes(role))) return undefined;
    return this.directory.person(id)?.groups ?? [];
  }
}
