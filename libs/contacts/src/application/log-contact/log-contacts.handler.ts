import { CommandExecutor, type Executed } from '@evidesk/executor';
import { type CommandMetadata, deriveId, DomainError } from '@evidesk/kernel';
import { ProfileRegistry } from '@evidesk/profiles';
import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { ContactLogged } from '../../contract/contact-events.js';
import { contactErrors, type ContactState, decideContact } from '../../domain/contact.js';
import { contactAggregate } from '../contact.aggregate.js';

/** What a caller tells of a contact; `asks` is true for an answered one unless it says otherwise. */
export interface ContactToLog {
  readonly receivedAt?: string;
  readonly channel: string;
  readonly outcome: ContactLogged['data']['outcome'];
  readonly asks?: boolean;
  readonly complaint?: boolean;
  readonly incidentId?: string;
}

/**
 * Logs contacts, each in a stream of its own. The ids of the contacts follow from the command's, so that a batch that is
 * sent again goes on where it broke off. Nothing is logged when one of them can't be.
 * @throws DomainError `request.invalid` with a pointer to each fault
 */
export class LogContacts extends Command<readonly Executed<ContactState>[]> {
  constructor(
    readonly contacts: readonly ContactToLog[],
    readonly metadata: CommandMetadata,
    readonly profile: string,
    /** Where the contacts are in the request, for pointers. */
    readonly pointer = '',
  ) {
    super();
  }
}

@CommandHandler(LogContacts)
export class LogContactsHandler implements ICommandHandler<LogContacts> {
  constructor(
    @Inject(CommandExecutor) private readonly executor: CommandExecutor,
    @Inject(ProfileRegistry) private readonly profiles: ProfileRegistry,
  ) {}

  async execute(command: LogContacts): Promise<readonly Executed<ContactState>[]> {
    const { metadata } = command;
    const contacts = this.checked(command);
    const logged: Executed<ContactState>[] = [];
    for (const [index, data] of contacts.entries()) {
      const id = deriveId('contact', metadata.commandId, index);
      const single = { ...metadata, commandId: deriveId('log-contact', metadata.commandId, index) };
      logged.push(
        await this.executor.execute(contactAggregate, {
          id,
          command: 'LogContact',
          metadata: single,
          creates: true,
          decide: (state) => decideContact({ type: 'LogContact', data, metadata: single }, state),
        }),
      );
    }
    return logged;
  }

  private checked({ contacts, metadata, profile, pointer }: LogContacts): readonly ContactLogged['data'][] {
    const inForce = this.profiles.inForce(profile);
    const { timeZone } = inForce.definition;
    const complete = contacts.map(({ receivedAt = metadata.occurredAt, asks, ...contact }) => ({
      timeZone,
      receivedAt,
      asks: asks ?? contact.outcome === 'answered',
      ...contact,
    }));
    const errors = complete.flatMap((data, index) => {
      const at = pointer === '' ? '' : `${pointer}/${index}`;
      const unknown = inForce.isChannel(data.channel)
        ? []
        : [{ pointer: '/channel', code: 'unknown', detail: 'the profile has no such channel' }];
      return [...unknown, ...contactErrors(data, metadata.recordedAt)].map((error) => ({
        ...error,
        pointer: at + error.pointer,
      }));
    });
    if (errors.length > 0) throw new DomainError('invalid', 'request.invalid', 'nothing was logged', {}, errors);
    return complete;
  }
}
