import { EVENT_STORE, type EventStore } from '@evidesk/event-store';
import { type CommandMetadata, DomainError } from '@evidesk/kernel';
import { CommandMeta, Consumes, OptionalWhole, Requires, Whole } from '@evidesk/platform';
import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { ProcessProfile } from '../contract/process-profile.js';
import { diffProfiles, type ProfileDifference } from '../domain/diff-profiles.js';
import { ProfileRegistry, type ProfileVersion } from './profile-registry.js';
import { type PublishedProfile, publishProfile } from './publish-profile.js';
import { readProfileYaml } from './read-profile-yaml.js';

export class VersionParameters {
  @OptionalWhole({ min: 1, doc: 'By default the version in force' }) version?: number;
}

export class DiffParameters {
  @Whole({ min: 1 }) from!: number;
  @OptionalWhole({ min: 1, doc: 'By default the version in force' }) to?: number;
}

export class PublishParameters {
  @OptionalWhole({ min: 0, doc: 'Refuse when another version is in force; 0: none yet' }) expectedVersion?: number;
}

@ApiTags('profiles')
@Controller('v1/profiles')
@Requires('ReadProfiles')
export class ProfilesRoute {
  constructor(
    @Inject(ProfileRegistry) private readonly registry: ProfileRegistry,
    @Inject(EVENT_STORE) private readonly store: EventStore,
  ) {}

  @Get()
  @ApiOperation({ summary: 'The version in force of every process profile' })
  list(): { readonly items: readonly ProfileVersion[] } {
    return { items: this.registry.list() };
  }

  @Get(':name')
  @ApiOperation({ summary: 'One version of a profile, whole' })
  get(@Param('name') name: string, @Query() { version }: VersionParameters) {
    const { definition, reference } = this.version(name, version);
    return { ...reference, versions: this.registry.versions(name), profile: definition };
  }

  @Get(':name/differences')
  @ApiOperation({ summary: 'What differs between two versions of a profile' })
  differences(
    @Param('name') name: string,
    @Query() { from, to }: DiffParameters,
  ): { readonly items: readonly ProfileDifference[] } {
    return { items: diffProfiles(this.version(name, from).definition, this.version(name, to).definition) };
  }

  /** The body is the profile as YAML. Refuses with 400 and every finding, each at its line. */
  @Post()
  @HttpCode(200)
  @Requires('PublishProfile')
  @Consumes('application/yaml')
  @ApiOperation({ summary: 'Publish a process profile; the content that is in force already changes nothing' })
  async publish(
    @Body() yaml: unknown,
    @Query() { expectedVersion }: PublishParameters,
    @CommandMeta() metadata: CommandMetadata,
  ): Promise<PublishedProfile> {
    const profile = parsed(String(yaml));
    const published = await publishProfile(
      this.store,
      { profile, ...(expectedVersion !== undefined && { expectedVersion }) },
      metadata,
    );
    await this.registry.waitFor(published.position);
    return published;
  }

  private version(name: string, version: number | undefined) {
    return version === undefined ? this.registry.inForce(name) : this.registry.get({ name, version });
  }
}

function parsed(yaml: string): ProcessProfile {
  const { profile, findings } = readProfileYaml(yaml);
  if (profile !== undefined) return profile;
  throw new DomainError(
    'invalid',
    'profile.invalid',
    'the profile has findings',
    {},
    findings.map(({ path, code, line, column, message }) => ({
      pointer: path,
      code,
      detail: `line ${line}, column ${column}: ${message}`,
    })),
  );
}
