import { CommandExecutor } from '@evidesk/executor';
import { type Clock, type CommandMetadata, DomainError } from '@evidesk/kernel';
import {
  answer,
  CLOCK,
  type CommandAnswer,
  CommandMeta,
  Discloses,
  OptionalText,
  Requires,
  Text,
} from '@evidesk/platform';
import { Body, Controller, Get, HttpCode, Inject, Param, Post, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { type Erasure, isExpired, type PersonCommand } from '../domain/person.js';
import { ExecutePersonCommand } from './execute-person-command.js';
import { personAggregate } from './person.aggregate.js';
import { type FoundPerson, Persons } from './persons.js';

const LONGEST_ID = 128;

export class PersonSearchParameters {
  @OptionalText({ max: 128, doc: 'The user’s id, as the provider of identities or the directory has it' })
  userId?: string;
  @OptionalText({ max: 1_000, doc: 'The name as it was recorded; case, width and spaces do not matter' }) name?: string;
  @OptionalText({ max: 1_000, doc: 'A telephone number, an address: as it was recorded' }) contact?: string;
  @OptionalText({ max: 128, doc: 'An incident that the person reported: its id or number' }) incident?: string;
}

export class RequestErasureBody {
  @Text({ max: 1_000, doc: 'Why. It is kept for ever: nothing personal belongs here' }) reason!: string;
}
export class ApproveErasureBody {
  @OptionalText({ max: 1_000, doc: 'It is kept for ever: nothing personal belongs here' }) note?: string;
}
export class RefuseErasureBody {
  @Text({ max: 1_000, doc: 'It is kept for ever: nothing personal belongs here' }) reason!: string;
}
export class WithdrawErasureBody {
  @OptionalText({ max: 1_000, doc: 'It is kept for ever: nothing personal belongs here' }) reason?: string;
}

/** The erasure of a person: what was asked, decided and done. */
export type ErasureView = Omit<Erasure, 'status'> & {
  readonly id: string;
  readonly revision: number;
  readonly status: Erasure['status'] | 'expired';
};

/** Erasing people: found, asked for by one, approved by another. */
@ApiTags('people')
@Controller('v1/people')
export class PeopleRoute {
  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(CommandExecutor) private readonly executor: CommandExecutor,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly persons: Persons,
  ) {}

  /** What is looked for is in the body, so that it is in no log. */
  @Post('searches')
  @HttpCode(200)
  @Requires('RequestErasure')
  @Discloses('people.search')
  @ApiOperation({
    summary: 'Find the ids of persons by user id, name, contact or incident; all that is given has to hold',
  })
  async search(@Body() body: PersonSearchParameters): Promise<{ readonly items: readonly FoundPerson[] }> {
    if (Object.values(body).every((value) => value === undefined))
      throw new DomainError('invalid', 'request.invalid', 'say by what to look', {}, [
        { pointer: '', code: 'required', detail: 'userId, name, contact or incident is needed' },
      ]);
    return { items: await this.persons.search({ ...body }) };
  }

  /** Carried out once a second person has approved it. */
  @Post(':id/erasure')
  @HttpCode(202)
  @Requires('RequestErasure')
  @ApiOperation({ summary: 'Ask that all that is personal of a person be erased, by the person’s id or user id' })
  async request(
    @Param('id') id: string,
    @Body() { reason }: RequestErasureBody,
    @CommandMeta() metadata: CommandMetadata,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CommandAnswer> {
    return this.send(id, { type: 'RequestErasure', data: { reason }, metadata }, reply);
  }

  @Get(':id/erasure')
  @Requires('ReadErasures')
  @ApiOperation({ summary: 'Where the newest erasure of a person stands, and what was done' })
  async show(@Param('id') id: string): Promise<ErasureView> {
    const { person } = await this.persons.named(bounded(id));
    const { state, revision } = await this.executor.load(personAggregate, person);
    if (state.status === 'none')
      throw new DomainError('not-found', 'person.not-found', 'nobody has asked that this person be erased');
    return { id: person, revision, ...state, status: isExpired(state, this.clock.now()) ? 'expired' : state.status };
  }

  /** From here on it can't be taken back: keys are destroyed within moments, views are built anew behind it. */
  @Post(':id/erasure/approval')
  @HttpCode(202)
  @Requires('ApproveErasure')
  @ApiOperation({ summary: 'Approve an erasure that somebody else has asked for: it is carried out at once' })
  async approve(
    @Param('id') id: string,
    @Body() { note }: ApproveErasureBody,
    @CommandMeta() metadata: CommandMetadata,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CommandAnswer> {
    const data = note === undefined ? {} : { note };
    return this.send(id, { type: 'ApproveErasure', data, metadata }, reply);
  }

  @Post(':id/erasure/refusal')
  @HttpCode(200)
  @Requires('ApproveErasure')
  @ApiOperation({ summary: 'Refuse an erasure that somebody else has asked for' })
  async refuse(
    @Param('id') id: string,
    @Body() { reason }: RefuseErasureBody,
    @CommandMeta() metadata: CommandMetadata,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CommandAnswer> {
    return this.send(id, { type: 'RefuseErasure', data: { reason }, metadata }, reply);
  }

  @Post(':id/erasure/withdrawal')
  @HttpCode(200)
  @Requires('RequestErasure')
  @ApiOperation({ summary: 'Withdraw an erasure that was not approved yet' })
  async withdraw(
    @Param('id') id: string,
    @Body() { reason }: WithdrawErasureBody,
    @CommandMeta() metadata: CommandMetadata,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CommandAnswer> {
    const data = reason === undefined ? {} : { reason };
    return this.send(id, { type: 'WithdrawErasure', data, metadata }, reply);
  }

  private async send(id: string, command: PersonCommand, reply: FastifyReply): Promise<CommandAnswer> {
    const { person } = await this.persons.named(bounded(id));
    const { revision, position } = await this.commands.execute(new ExecutePersonCommand(person, command));
    void reply.header('location', `/v1/people/${person}/erasure`);
    return answer(reply, { id: person, revision, position });
  }
}

function bounded(id: string): string {
  if (id.length <= LONGEST_ID) return id;
  throw new DomainError('invalid', 'request.invalid', 'the path is not acceptable', {}, [
    { pointer: '/id', code: 'too-long', detail: `must have at most ${LONGEST_ID} characters` },
  ]);
}
