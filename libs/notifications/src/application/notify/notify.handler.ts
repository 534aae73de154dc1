import { DIRECTORY, type Directory } from '@evidesk/directory';
import { CommandExecutor } from '@evidesk/executor';
import { type CommandMetadata, deriveId } from '@evidesk/kernel';
import { type CompiledProfile, type Locale, ProfileRegistry, type TermKind } from '@evidesk/profiles';
import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { NotificationRequested, Params, Recipient } from '../../contract/notification-events.js';
import { decideNotification } from '../../domain/notification.decide.js';
import type { Told } from '../../domain/recipients.js';
import { Audience, type Happened } from '../audience.js';
import { notificationAggregate } from '../notification.aggregate.js';

/** Tells of an occasion whoever the strategy of the incident's profile names. Sending it again tells nobody anew. */
export class Notify extends Command<void> {
  constructor(
    readonly data: Happened,
    readonly metadata: CommandMetadata,
  ) {
    super();
  }
}

/**
 * What the desk has known for so long is no news: a desk that takes up notifications, or whose runners were away, does not
 * tell of all that lies behind it.
 */
const STALE_MS = 72 * 3_600_000;

/** The parameters that are codes of the profile, and of which list. */
const CODES: Readonly<Record<string, TermKind>> = {
  priority: 'priority',
  from: 'priority',
  to: 'priority',
  tier: 'tier',
  outcome: 'outcome',
};

@CommandHandler(Notify)
export class NotifyHandler implements ICommandHandler<Notify> {
  constructor(
    @Inject(CommandExecutor) private readonly executor: CommandExecutor,
    @Inject(ProfileRegistry) private readonly profiles: Pick<ProfileRegistry, 'get'>,
    @Inject(DIRECTORY) private readonly directory: Directory,
    @Inject(Audience) private readonly audience: Audience,
  ) {}

  async execute({ data, metadata }: Notify): Promise<void> {
    if (Date.parse(metadata.recordedAt) - Date.parse(data.recordedAt) > STALE_MS) return;
    const profile = this.profiles.get(data.incident.profile);
    const requests = this.audience.of(data).map((told) => this.request(data, told, profile));
    const results = await Promise.allSettled(requests.map((request) => this.ask(data.cause, request, metadata)));
    const failed = results.find((result) => result.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  }

  private request(
    { occasion, incident, params, happenedAt }: Happened,
    { channel, recipient }: Told,
    profile: CompiledProfile,
  ): NotificationRequested['data'] {
    const locale = this.localeOf(recipient, incident);
    const { id: incidentId, number, title, priority } = incident;
    const raw = { title, priority, happenedAt, ...params };
    const said =
      channel === 'webhook' ? raw : { ...inWords(raw, profile, locale), timeZone: profile.definition.timeZone };
    return { incidentId, number, occasion, channel, recipient, locale, params: said };
  }

  private localeOf({ kind, id }: Recipient, { reporterId }: Happened['incident']): Locale {
    if (kind === 'role') return this.directory.mailboxOfRole(id).locale;
    if (kind === 'group') return this.directory.mailboxOfGroup(id).locale;
    if (kind === 'webhook') return this.directory.locale;
    return this.directory.mailboxOfPerson(kind === 'reporter' ? (reporterId ?? '') : id).locale;
  }

  /** The id follows from what happened and who is told how: asking again is asking for the same. */
  private async ask(cause: string, request: NotificationRequested['data'], metadata: CommandMetadata): Promise<void> {
    const { occasion, channel, recipient } = request;
    const id = deriveId('notification', cause, occasion, recipient.kind, recipient.id, channel);
    const command = {
      type: 'RequestNotification' as const,
      data: request,
      metadata: { ...metadata, commandId: deriveId(metadata.commandId, id) },
    };
    await this.executor.execute(notificationAggregate, {
      id,
      metadata: command.metadata,
      command: command.type,
      creates: true,
      decide: (state) => decideNotification(command, state),
    });
  }
}

/** Codes with the profile's labels: `P2 · High`. */
function inWords(params: Params, profile: CompiledProfile, locale: Locale): Params {
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => {
      const kind = CODES[name];
      const label = kind === undefined ? undefined : profile.labels(kind, value)?.[locale];
      if (label === undefined) return [name, value];
      return [name, kind === 'priority' ? `${value} · ${label}` : label];
    }),
  );
}
