import { registerProblems } from '@evidesk/platform';
import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { CONTACT_PROBLEMS } from './application/contact-problems.js';
import { LogContactRoute, RecordContactRoute } from './application/log-contact/contacts.http.js';
import { LogContactsHandler } from './application/log-contact/log-contacts.handler.js';
import { RecordContactHandler } from './application/log-contact/record-contact.handler.js';
import { ContactsRoute } from './read-models/contact-log/contacts.http.js';
import { GetContactHandler, ListContactsHandler } from './read-models/contact-log/contacts.query.js';

registerProblems(CONTACT_PROBLEMS);

/** The contact log with its routes (C23). */
@Module({
  imports: [CqrsModule],
  providers: [LogContactsHandler, RecordContactHandler, GetContactHandler, ListContactsHandler],
  controllers: [LogContactRoute, RecordContactRoute, ContactsRoute],
})
export class ContactsHttpModule {}
