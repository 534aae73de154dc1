import { DIRECTORY, type Directory } from '@evidesk/directory';
import { type Occasion, ProfileRegistry } from '@evidesk/profiles';
import { Inject, Injectable } from '@nestjs/common';
import type { Params } from '../contract/notification-events.js';
import { type Told, toldOf } from '../domain/recipients.js';
import type { NotifiedIncident } from '../processes/notification/notification.process.js';
import { CHANNELS, type Channels } from './channel.js';

/** What the saga knows of an occasion. */
export interface Happened {
  /** The event of the incident. */
  readonly cause: string;
  readonly occasion: Occasion;
  readonly params: Params;
  readonly happenedAt: string;
  /** When the desk learnt of it. */
  readonly recordedAt: string;
  readonly actorId: string;
  readonly incident: Omit<NotifiedIncident, 'revision' | 'historic'>;
}

/** Whoever the strategy of an incident's profile names, where a channel that is set up reaches him (S4-52). */
@Injectable()
export class Audience {
  constructor(
    @Inject(ProfileRegistry) private readonly profiles: Pick<ProfileRegistry, 'get'>,
    @Inject(DIRECTORY) private readonly directory: Directory,
    @Inject(CHANNELS) private readonly channels: Channels,
  ) {}

  /** Who is told of an occasion, and how. @throws DomainError `profile.not-found` */
  of({ occasion, incident, actorId }: Happened): readonly Told[] {
    const { definition } = this.profiles.get(incident.profile);
    const { id: incidentId, ...facts } = incident;
    // Versions that were published before there were strategies have none.
    const rules = (definition as Partial<typeof definition>).notifications?.rules ?? [];
    const webhooks = this.channels.webhook === undefined ? [] : this.directory.webhooks;
    return toldOf(occasion, rules, { incidentId, ...facts }, actorId, {
      email: this.channels.email !== undefined,
      webhooks: webhooks.filter((webhook) => webhook.listensFor(occasion)).map(({ name }) => name),
    });
  }
}
