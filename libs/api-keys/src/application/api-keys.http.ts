import { CommandExecutor } from '@evidesk/executor';
import { type CommandMetadata, DomainError, type FieldError } from '@evidesk/kernel';
import {
  answer,
  type CommandAnswer,
  CommandMeta,
  CONFIG,
  type Config,
  IdPipe,
  Name,
  OptionalInstant,
  OptionalText,
  OptionalTextList,
  Requires,
  TextList,
  toInstant,
} from '@evidesk/platform';
import { COMMANDS, ProfileRegistry } from '@evidesk/profiles';
import { Body, Controller, Delete, Get, Inject, Param, Post, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { ApiKeyView } from './api-key-book.js';
import { ApiKeyRegistry } from './api-key-registry.js';
import { type IssuedApiKey, issueApiKey, revokeApiKey } from './issue-api-key.js';

const MOST_KEYS = 10_000;
const CODE = { max: 64, pattern: '^[A-Za-z0-9_-]+$' } as const;

export class IssueApiKeyBody {
  @Name({ doc: 'The machine that it is for: it is the actor `key:<name>` of what it does' }) name!: string;
  @TextList({ max: 20, each: CODE, doc: 'Roles of the process profile' }) roles!: string[];
  @OptionalTextList({ max: 100, each: CODE, doc: 'Only these of its roles’ permissions' }) permissions?: string[];
  @OptionalInstant({ doc: 'When it ends by itself' }) expiresAt?: string;
  @OptionalText({ max: 500 }) purpose?: string;
}

export class RevokeApiKeyParameters {
  @OptionalText({ max: 500 }) reason?: string;
}

/** API keys for machines: issued, listed, revoked. */
@ApiTags('api-keys')
@Controller('v1/api-keys')
@Requires('ManageApiKeys')
export class ApiKeysRoute {
  constructor(
    @Inject(CommandExecutor) private readonly executor: CommandExecutor,
    @Inject(ApiKeyRegistry) private readonly registry: ApiKeyRegistry,
    @Inject(ProfileRegistry) private readonly profiles: ProfileRegistry,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** The answer holds the secret, which is never shown again. */
  @Post()
  @ApiOperation({ summary: 'Issue an API key; its secret is in the answer, this once' })
  async issue(
    @Body() { expiresAt, ...body }: IssueApiKeyBody,
    @CommandMeta() metadata: CommandMetadata,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<IssuedApiKey> {
    this.check(body);
    if (this.registry.size >= MOST_KEYS)
      throw new DomainError('conflict', 'api-key.too-many', `there are ${MOST_KEYS} API keys already`);
    const request = { ...body, ...(expiresAt !== undefined && { expiresAt: toInstant(expiresAt) }) };
    const issued = await issueApiKey(this.executor, request, metadata);
    await this.registry.waitFor(issued.position);
    void reply.header('location', `/v1/api-keys/${issued.id}`).header('cache-control', 'no-store');
    return answer(reply, issued);
  }

  @Get()
  @Requires('ReadApiKeys')
  @ApiOperation({ summary: 'All API keys, without their secrets, newest first' })
  list(): { readonly items: readonly ApiKeyView[] } {
    return { items: this.registry.list() };
  }

  /** Done when it answers: the next request with the key is refused here, in other processes moments later. */
  @Delete(':id')
  @ApiOperation({ summary: 'Revoke an API key, for good' })
  async revoke(
    @Param('id', IdPipe) id: string,
    @Query() reason: RevokeApiKeyParameters,
    @CommandMeta() metadata: CommandMetadata,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CommandAnswer> {
    const { revision, position } = await revokeApiKey(this.executor, id, { ...reason }, metadata);
    await this.registry.waitFor(position);
    return answer(reply, { id, revision, position });
  }

  /** @throws DomainError `request.invalid` naming every role that the profile lacks, and every permission */
  private check({ roles, permissions = [] }: Pick<IssueApiKeyBody, 'roles' | 'permissions'>): void {
    const known = new Set(this.profiles.inForce(this.config.profile).definition.roles.map(({ code }) => code));
    const commands: ReadonlySet<string> = new Set(COMMANDS);
    const unknown = (field: string, names: readonly string[], list: ReadonlySet<string>): FieldError[] =>
      names.flatMap((name, index) =>
        list.has(name) ? [] : [{ pointer: `/${field}/${index}`, code: 'not-an-option', detail: `there is no ${name}` }],
      );
    const errors = [...unknown('roles', roles, known), ...unknown('permissions', permissions, commands)];
    if (roles.length === 0) errors.push({ pointer: '/roles', code: 'too-short', detail: 'must have at least 1 entry' });
    if (errors.length > 0)
      throw new DomainError('invalid', 'request.invalid', 'the body is not acceptable', {}, errors);
  }
}
