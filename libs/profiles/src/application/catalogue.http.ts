import { type Config, CONFIG, Requires } from '@evidesk/platform';
import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { ProfileReference } from '../contract/process-profile.js';
import { type CatalogueNode, catalogueTree } from '../domain/catalogue-tree.js';
import { ProfileRegistry } from './profile-registry.js';

/** The service catalogue of the profile in force. */
export interface ServiceCatalogue {
  readonly profile: ProfileReference;
  /** Absent: the profile has none. */
  readonly root?: CatalogueNode;
}

@ApiTags('catalogue')
@Controller('v1/catalogue')
@Requires('ReadProfiles')
export class CatalogueRoute {
  constructor(
    @Inject(ProfileRegistry) private readonly registry: ProfileRegistry,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get()
  @ApiOperation({ summary: 'The services that can be chosen when an incident is recorded, as a tree (S2-07, S4-57)' })
  get(): ServiceCatalogue {
    const inForce = this.registry.inForce(this.config.profile);
    const root = catalogueTree(inForce);
    return root === undefined ? { profile: inForce.reference } : { profile: inForce.reference, root };
  }
}
