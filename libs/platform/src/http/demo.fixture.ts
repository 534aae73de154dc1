import { ConcurrencyConflict, EventTooLarge } from '@evidesk/event-store';
import { type CommandMetadata, DomainError, StoreUnavailable } from '@evidesk/kernel';
import { BadQuery } from '@evidesk/read-store';
import { Body, Controller, Get, Module, Param, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Public, Requires } from '../auth/decorators.js';
import { PERMISSION_SOURCE, type PermissionSource } from '../auth/principal.js';
import { answer, type CommandAnswer } from './answer.js';
import { CommandMeta, ExpectedRevision } from './command-meta.js';
import {
  Choice,
  Flag,
  Markdown,
  Nested,
  OptionalExtra,
  OptionalFlag,
  OptionalInstant,
  OptionalListOf,
  OptionalWhole,
  Text,
} from './fields.js';
import { HEALTH_CHECKS, type HealthCheck, HealthController } from './health.controller.js';
import { IdPipe } from './id.pipe.js';
import { Consumes } from './media-types.js';
import { View, VIEW_PROGRESS, type ViewProgress } from './read-your-writes.js';

export class DemoContact {
  @Text({ max: 20 }) name!: string;
  @Flag() byPhone!: boolean;
}

export class DemoReport {
  @Text({ max: 10, doc: 'What is wrong, in a line' }) title!: string;
  @Markdown(100) text!: string;
  @Choice(['low', 'high']) urgency!: string;
  @Nested(() => DemoContact) contact!: DemoContact;
  @OptionalListOf(() => DemoContact, { max: 2 }) watchers?: DemoContact[];
  @OptionalInstant() occurredAt?: string;
  @OptionalExtra() extra?: Record<string, string | number | boolean>;
}

export class DemoFilter {
  @OptionalWhole({ min: 1, max: 200 }) limit?: number;
  @OptionalFlag() open?: boolean;
}

export class DemoNote {
  @OptionalInstant() occurredAt?: string;
}

export const seen: { meta?: CommandMetadata; expected?: number | 'exists' | undefined } = {};

@Requires('Report')
@Controller('v1/demos')
export class DemoController {
  @Post()
  report(
    @Body() body: DemoReport,
    @CommandMeta() meta: CommandMetadata,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): CommandAnswer {
    seen.meta = meta;
    return answer(reply, { id: meta.commandId, revision: body.title.length, position: '0007' });
  }

  @Post(':id/notes')
  note(
    @Param('id', IdPipe) id: string,
    @Body() _body: DemoNote,
    @CommandMeta() meta: CommandMetadata,
    @ExpectedRevision() expected: number | 'exists' | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): CommandAnswer {
    seen.meta = meta;
    seen.expected = expected;
    if (typeof expected === 'number' && expected !== 3) throw new ConcurrencyConflict(`demo-${id}`, expected, 3);
    return answer(reply, { id, revision: 4, position: '0008' });
  }

  @Post(':id/closings')
  @Requires('Close')
  close(): void {}

  @Get()
  @View('demos')
  list(@Query() filter: DemoFilter): DemoFilter {
    return filter;
  }

  @Post('alerts')
  @Consumes('text/plain')
  alert(@Body() body: unknown): { readonly length: number } {
    return { length: String(body).length };
  }

  @Get('failures/:kind')
  fail(@Param('kind') kind: string): never {
    switch (kind) {
      case 'conflict':
        throw new DomainError('conflict', 'demo.already-closed', 'the demo is closed', { stage: 'L' });
      case 'missing':
        throw new DomainError('not-found', 'demo.unknown', 'there is no such demo');
      case 'forbidden':
        throw new DomainError('forbidden', 'demo.not-yours', 'it is not yours');
      case 'raced':
        throw new ConcurrencyConflict('demo-1', 1, 2);
      case 'unavailable':
        throw new StoreUnavailable('event-store', 1500);
      case 'large':
        throw new EventTooLarge(10, 5);
      case 'query':
        throw new BadQuery('no index on colour');
      default:
        throw new Error('a secret within');
    }
  }
}

@Public()
@Controller('v1/open')
export class OpenController {
  @Get()
  open(): { readonly ok: boolean } {
    return { ok: true };
  }
}

export const checks: HealthCheck[] = [];

const permissions: PermissionSource = {
  mayRoles: (permission, roles) => permission !== 'Close' || roles.includes('desk'),
  rolesFor: (permission) => (permission === 'Close' ? ['desk'] : ['desk', 'l1']),
};

const progress: ViewProgress = { waitFor: async (_view, position) => position < '0009' };

@Module({
  controllers: [DemoController, OpenController, HealthController],
  providers: [
    { provide: PERMISSION_SOURCE, useValue: permissions },
    { provide: VIEW_PROGRESS, useValue: progress },
    { provide: HEALTH_CHECKS, useValue: checks },
  ],
})
export class DemoModule {}
