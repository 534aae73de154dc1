import { Module } from '@nestjs/common';
import { ProfilesRoute } from './application/profiles.http.js';

/** The routes of the process profiles. */
@Module({ controllers: [ProfilesRoute] })
export class ProfilesHttpModule {}
