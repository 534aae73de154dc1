import {
  CurrentPrincipal,
  holds,
  OptionalChoice,
  OptionalId,
  OptionalText,
  OptionalWhole,
  PERMISSION_SOURCE,
  type PermissionSource,
  type Principal,
  ProblemError,
  Requires,
  View,
} from '@evidesk/platform';
import type { Page } from '@evidesk/read-store';
import { Controller, Get, Inject, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { NOTIFICATION_STATUSES, type NotificationStatus } from '../../domain/notification.state.js';
import { notificationsProjection } from './notifications.projection.js';
import { ListNotifications, ListToDos, type NotificationView } from './notifications.query.js';

export class NotificationParameters {
  @OptionalChoice(['open', 'acknowledged'], { doc: "Of one's own to-dos, those that are open (default) or done" })
  own?: 'open' | 'acknowledged';
  @OptionalChoice(NOTIFICATION_STATUSES, { doc: 'Of everybody’s notifications, those of this status' })
  status?: NotificationStatus;
  @OptionalId({ doc: 'Everybody’s notifications about this incident' }) incident?: string;
  @OptionalWhole({ min: 1, max: 200 }) limit?: number;
  @OptionalText({ max: 2_000 }) cursor?: string;
}

/** What shows everybody's notifications. */
const READ_ALL = 'ReadAllNotifications';

@ApiTags('notifications')
@Controller('v1/notifications')
@View(notificationsProjection.name)
@Requires('ReadNotifications')
export class NotificationsRoute {
  constructor(
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(PERMISSION_SOURCE) private readonly permissions: PermissionSource,
  ) {}

  @Get()
  @ApiOperation({
    summary:
      "One's own to-dos, by recipient and newest first; with status or incident everybody's notifications, for which ReadAllNotifications is needed (S4-52)",
  })
  list(
    @Query() { own, status, incident, limit, cursor }: NotificationParameters,
    @CurrentPrincipal() principal: Principal,
  ): Promise<Page<NotificationView>> {
    const page = { limit, cursor };
    if (status === undefined && incident === undefined)
      return this.queries.execute(new ListToDos(principal, page, own === 'acknowledged'));
    if (!holds(this.permissions, principal, READ_ALL)) {
      const permittedRoles = this.permissions.rolesFor(READ_ALL);
      throw new ProblemError('auth.role-not-permitted', `${READ_ALL} is permitted to ${permittedRoles.join(', ')}`, {
        details: { permission: READ_ALL, permittedRoles },
      });
    }
    return this.queries.execute(new ListNotifications({ status, incidentId: incident }, page));
  }
}
