import { READ_STORE, type Condition, type Page, type ReadStore } from '@evidesk/read-store';
import { DIRECTORY, type Directory } from '@evidesk/directory';
import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { Composer } from '../../application/compose.js';
import type { NotificationStatus } from '../../domain/notification.state.js';
import { type NotificationDocument, notificationDocuments } from './notifications.projection.js';

/** Which part of a list. */
export interface PageWanted {
  readonly limit?: number;
  readonly cursor?: string;
}

/** A notification with the words that its recipient reads. */
export type NotificationView = Omit<NotificationDocument, 'recipientKey'> & {
  readonly subject: string;
  readonly body: string;
};

/** The to-dos of somebody: his own, and those of his roles and groups (S2-20). By recipient, newest first. */
export class ListToDos extends Query<Page<NotificationView>> {
  constructor(
    readonly person: { readonly id: string; readonly roles: readonly string[] },
    readonly page: PageWanted,
    /** Those that are done instead of those that are open. */
    readonly acknowledged: boolean,
  ) {
    super();
  }
}

/** Notifications to anybody, newest first. */
export class ListNotifications extends Query<Page<NotificationView>> {
  constructor(
    readonly filter: { readonly status?: NotificationStatus; readonly incidentId?: string },
    readonly page: PageWanted,
  ) {
    super();
  }
}

@QueryHandler(ListToDos)
export class ListToDosHandler implements IQueryHandler<ListToDos> {
  constructor(
    @Inject(READ_STORE) private readonly store: ReadStore,
    @Inject(DIRECTORY) private readonly directory: Directory,
    @Inject(Composer) private readonly composer: Composer,
  ) {}

  async execute({ person: { id, roles }, page, acknowledged }: ListToDos): Promise<Page<NotificationView>> {
    const groups = this.directory.person(id)?.groups ?? [];
    const keys = [
      `person:${id}`,
      `reporter:${id}`,
      ...roles.map((role) => `role:${role}`),
      ...groups.map((group) => `group:${group}`),
    ];
    const found = await this.store.find(notificationDocuments, {
      where: { recipientKey: { in: keys }, channel: 'in_app', status: acknowledged ? 'acknowledged' : 'delivered' },
      index: 'recipient',
      order: 'descending',
      ...page,
    });
    return shown(found, this.composer);
  }
}

@QueryHandler(ListNotifications)
export class ListNotificationsHandler implements IQueryHandler<ListNotifications> {
  constructor(
    @Inject(READ_STORE) private readonly store: ReadStore,
    @Inject(Composer) private readonly composer: Composer,
  ) {}

  async execute({ filter: { status, incidentId }, page }: ListNotifications): Promise<Page<NotificationView>> {
    const where: Record<string, Condition> = {};
    if (status !== undefined) where['status'] = status;
    if (incidentId !== undefined) where['incidentId'] = incidentId;
    const index = incidentId === undefined ? 'status' : 'incident';
    return shown(
      await this.store.find(notificationDocuments, { where, index, order: 'descending', ...page }),
      this.composer,
    );
  }
}

function shown(page: Page<NotificationDocument>, composer: Composer): Page<NotificationView> {
  const items = page.items.map(({ recipientKey: _key, ...document }) => ({ ...document, ...composer.toDo(document) }));
  return { ...page, items };
}
