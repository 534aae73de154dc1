import { DomainError } from '@evidesk/kernel';
import { type Page, READ_STORE, type ReadStore } from '@evidesk/read-store';
import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { type ContactDocument, contactLog } from './contact-log.projection.js';

/** @throws DomainError `contact.not-found` */
export class GetContact extends Query<ContactDocument> {
  constructor(readonly id: string) {
    super();
  }
}

@QueryHandler(GetContact)
export class GetContactHandler implements IQueryHandler<GetContact> {
  constructor(@Inject(READ_STORE) private readonly store: ReadStore) {}

  async execute({ id }: GetContact): Promise<ContactDocument> {
    const contact = await this.store.get(contactLog, id);
    if (contact === undefined) throw new DomainError('not-found', 'contact.not-found', `there is no contact ${id}`);
    return contact;
  }
}

/** Contacts, newest first. */
export class ListContacts extends Query<Page<ContactDocument>> {
  constructor(readonly page: { readonly limit?: number; readonly cursor?: string }) {
    super();
  }
}

@QueryHandler(ListContacts)
export class ListContactsHandler implements IQueryHandler<ListContacts> {
  constructor(@Inject(READ_STORE) private readonly store: ReadStore) {}

  execute({ page }: ListContacts): Promise<Page<ContactDocument>> {
    return this.store.find(contactLog, { index: 'received', order: 'descending', ...page });
  }
}
