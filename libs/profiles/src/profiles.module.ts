import { registerProblems } from '@evidesk/platform';
import { Module } from '@nestjs/common';
import { CatalogueRoute } from './application/catalogue.http.js';
import { PROFILE_PROBLEMS } from './application/profile-problems.js';
import { ProfilesRoute } from './application/profiles.http.js';

registerProblems(PROFILE_PROBLEMS);

/** The routes of the process profiles. */
@Module({ controllers: [ProfilesRoute, CatalogueRoute] })
export class ProfilesHttpModule {}
