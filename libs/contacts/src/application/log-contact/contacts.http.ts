import type { CommandMetadata } from '@evidesk/kernel';
import {
  answer,
  Choice,
  type CommandAnswer,
  commandData,
  CommandMeta,
  commandRoute,
  type Config,
  CONFIG,
  ListOf,
  Name,
  OptionalFlag,
  OptionalInstant,
  OptionalName,
  Requires,
} from '@evidesk/platform';
import { Body, Controller, HttpCode, Inject, Post, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CONTACT_OUTCOMES, type ContactOutcome } from '../../contract/contact-events.js';
import type { ContactCommand } from '../../domain/contact.js';
import { type ContactToLog, LogContacts } from './log-contacts.handler.js';
import { RecordContact } from './record-contact.handler.js';

const MOST = 500;

/** A contact: a call, a mail, a visit. */
export class LogContactBody implements ContactToLog {
  @OptionalInstant({ doc: 'When it came; without it, now' }) receivedAt?: string;
  @Name({ doc: 'A channel of the profile: `phone`' }) channel!: string;
  @Choice(CONTACT_OUTCOMES, { doc: 'Whether somebody answered (S1-15)' }) outcome!: ContactOutcome;
  @OptionalFlag({ doc: 'Whether it asks for something that is to be recorded (S1-16). Without it: yes, if answered' })
  asks?: boolean;
  @OptionalFlag({ doc: "Whether it complains of the desk's service (投诉, S4-66)" }) complaint?: boolean;
  @OptionalName({ doc: 'The incident as which it was recorded' }) incidentId?: string;
}

/** Many contacts at once, as a telephone system tells them. */
export class LogContactsBody {
  @ListOf(() => LogContactBody, { max: MOST }) contacts!: LogContactBody[];
}

/** The incident as which a contact was recorded. */
export class RecordContactBody {
  @Name({ doc: 'Its id' }) incidentId!: string;
}

@ApiTags('contacts')
@Controller('v1/contacts')
@Requires('LogContact')
export class LogContactRoute {
  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Post()
  @ApiOperation({ summary: 'Log a contact, also one that was missed or became no incident (C23, S1-15, S1-16)' })
  async one(
    @Body() body: LogContactBody,
    @CommandMeta() metadata: CommandMetadata,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CommandAnswer> {
    const [logged] = await this.log([commandData(body)], metadata, '');
    if (logged === undefined) throw new Error('one contact was to be logged');
    void reply.header('location', `/v1/contacts/${logged.id}`);
    return answer(reply, logged);
  }

  @Post('batch')
  @HttpCode(200)
  @ApiOperation({ summary: `Log up to ${MOST} contacts: all of them, or none when one can not be (C23)` })
  async many(
    @Body() { contacts }: LogContactsBody,
    @CommandMeta() metadata: CommandMetadata,
  ): Promise<{ readonly items: readonly CommandAnswer[] }> {
    const data = contacts.map((contact) => commandData<ContactToLog>(contact));
    return { items: await this.log(data, metadata, '/contacts') };
  }

  private async log(contacts: readonly ContactToLog[], metadata: CommandMetadata, pointer: string) {
    const logged = await this.commands.execute(new LogContacts(contacts, metadata, this.config.profile, pointer));
    return logged.map(({ id, revision, position }) => ({ id, revision, position }));
  }
}

/** `POST /v1/contacts/{id}/incident` */
export const RecordContactRoute = commandRoute<Extract<ContactCommand, { type: 'RecordContact' }>>({
  collection: 'v1/contacts',
  tag: 'contacts',
  path: 'incident',
  command: 'RecordContact',
  body: RecordContactBody,
  summary: 'Say as which incident a contact was recorded (S1-16)',
  message: (id, command, expected) => new RecordContact(id, command, expected),
});
