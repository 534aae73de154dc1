import type { Command, CommandMetadata } from '@evidesk/kernel';
import { Body, Controller, HttpCode, Inject, Param, Post, Res, type Type } from '@nestjs/common';
import { CommandBus, type ICommand } from '@nestjs/cqrs';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Requires } from '../auth/decorators.js';
import { toInstant } from '../time/instant.js';
import { answer, type CommandAnswer } from './answer.js';
import { CommandMeta, ExpectedRevision } from './command-meta.js';
import { IdPipe } from './id.pipe.js';

/** How a command on one aggregate is reached over HTTP: `POST /<collection>/{id}/<path>`. */
export interface CommandRouteOptions<C extends Command> {
  readonly collection: string;
  readonly tag: string;
  readonly path: string;
  /** The command, which is also the permission that it needs. */
  readonly command: C['type'];
  readonly body: Type;
  readonly summary: string;
  /** What goes onto the command bus. */
  message(id: string, command: C, expectedRevision: number | undefined): ICommand;
}

/**
 * The route of one command: checks, sends, answers with the aggregate's new revision.
 * Refusals: 404 unknown, 409 not possible now, 412 stale If-Match, 403 role.
 */
export function commandRoute<C extends Command>(options: CommandRouteOptions<C>): Type {
  @ApiTags(options.tag)
  @Controller(`${options.collection}/:id/${options.path}`)
  class CommandRoute {
    constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

    @Post()
    @HttpCode(200)
    @Requires(options.command)
    @ApiOperation({ summary: options.summary })
    async handle(
      @Param('id', IdPipe) id: string,
      @Body() fields: object,
      @CommandMeta() metadata: CommandMetadata,
      @ExpectedRevision() expected: number | 'exists' | undefined,
      @Res({ passthrough: true }) reply: FastifyReply,
    ): Promise<CommandAnswer> {
      const command = { type: options.command, data: commandData(fields), metadata } as C;
      const revisionSeen = typeof expected === 'number' ? expected : undefined;
      const result: CommandAnswer = await this.commands.execute(options.message(id, command, revisionSeen));
      return answer(reply, { id, revision: result.revision, position: result.position });
    }
  }
  // Validation and the API's description find the body's class where a decorator would have left it.
  Reflect.defineMetadata(
    'design:paramtypes',
    [String, options.body, Object, Object, Object],
    CommandRoute.prototype,
    'handle',
  );
  Object.defineProperty(CommandRoute, 'name', { value: `${options.command}Route` });
  return CommandRoute;
}

/**
 * What a body says to the domain: without the fields that went into the command's metadata, every `…At` as an instant
 * in UTC.
 */
export function commandData<Data>(body: object): Data {
  const data: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(body)) {
    if (field === 'occurredAt') continue;
    data[field] = field.endsWith('At') && typeof value === 'string' ? toInstant(value) : value;
  }
  return data as Data;
}
