import { type DirectoryFile, directoryOf } from '@evidesk/directory';
import { type EventStore, openMemoryEventStore } from '@evidesk/event-store';
import { CommandExecutor } from '@evidesk/executor';
import {
  type Deadline,
  deriveId,
  type Document,
  type JsonObject,
  type ProcessManager,
  type ProcessOutput,
  type RecordedEvent,
  START,
} from '@evidesk/kernel';
import { compileProfile, loadShippedProfile, type NotificationRule, type ProfileRegistry } from '@evidesk/profiles';
import { commandMetadata, FixedClock } from '@evidesk/testing';
import { smtpChannel } from '../src/adapters/smtp-channel.js';
import { webhookChannel } from '../src/adapters/webhook-channel.js';
import { Audience, type Happened } from '../src/application/audience.js';
import type { Channels } from '../src/application/channel.js';
import { Composer } from '../src/application/compose.js';
import {
  DeliverNotification,
  DeliverNotificationHandler,
} from '../src/application/deliver-notification/deliver-notification.handler.js';
import {
  ManageNotification,
  ManageNotificationHandler,
} from '../src/application/manage-notification/manage-notification.handler.js';
import { Notify, NotifyHandler } from '../src/application/notify/notify.handler.js';
import { loadTemplates } from '../src/application/templates.js';
import { notificationSaga } from '../src/processes/notification/notification.process.js';
import {
  emailDelivery,
  webhookDelivery,
} from '../src/processes/notification-delivery/notification-delivery.process.js';

/** What a desk under test is set up with. */
export interface DeskSettings {
  readonly directory?: DirectoryFile;
  readonly rules?: readonly NotificationRule[];
  readonly smtpUrl?: string;
  readonly publicUrl?: string;
  /** Contacts of reporters by incident. */
  readonly contacts?: Readonly<Record<string, string>>;
  /** The most that a channel may take, in milliseconds. */
  readonly patienceMs?: number;
  /** Instead of the real channels. */
  readonly channels?: Channels;
}

/** The secret of every webhook. */
export const SECRET = `whsec_${Buffer.alloc(32, 'k').toString('base64')}`;

/** The handlers of the context on a store in memory, with a simple runner of its processes and of their deadlines. */
export class NotificationDesk {
  private readonly runners: readonly Runner[];

  private constructor(
    readonly store: EventStore,
    readonly clock: FixedClock,
    /** What was said in the log. */
    readonly log: readonly object[],
    private readonly notify: NotifyHandler,
    private readonly deliver: DeliverNotificationHandler,
    private readonly manage: ManageNotificationHandler,
  ) {
    const processes = [notificationSaga as unknown as ProcessManager, emailDelivery, webhookDelivery];
    this.runners = processes.map((process) => new Runner(process, this));
  }

  static async open(settings: DeskSettings = {}): Promise<NotificationDesk> {
    const preset = await loadShippedProfile('std-4tier');
    const { rules } = settings;
    const profile = compileProfile(rules === undefined ? preset : { ...preset, notifications: { rules: [...rules] } });
    const directory = directoryOf({ locale: 'en', ...settings.directory }, () => SECRET);
    const composer = new Composer(loadTemplates(), settings.publicUrl);
    const store = openMemoryEventStore();
    const clock = new FixedClock();
    const snapshots = { load: () => Promise.resolve(undefined), save: () => Promise.resolve() };
    const executor = new CommandExecutor(store, snapshots, { onSnapshotFailure: () => undefined });
    const patience = settings.patienceMs;
    const channels = settings.channels ?? {
      ...(settings.smtpUrl !== undefined && {
        email: smtpChannel({
          url: settings.smtpUrl,
          from: 'Desk <desk@example.com>',
          directory,
          contacts: { contactOf: (incidentId) => Promise.resolve(settings.contacts?.[incidentId]) },
          composer,
          clock,
          ...(patience !== undefined && { timeouts: { stepMs: patience, wholeMs: patience } }),
        }),
      }),
      webhook: webhookChannel({
        directory,
        composer,
        clock,
        source: 'https://desk.example.com',
        ...(patience !== undefined && { timeoutMs: patience }),
      }),
    };
    const log: object[] = [];
    const logger = {
      warn: (fields: object) => void log.push(fields),
      error: (fields: object) => void log.push(fields),
    };
    const profiles = { get: () => profile } as unknown as ProfileRegistry;
    return new NotificationDesk(
      store,
      clock,
      log,
      new NotifyHandler(executor, profiles, directory, new Audience(profiles, directory, channels)),
      new DeliverNotificationHandler(executor, channels, clock, logger as never),
      new ManageNotificationHandler(executor, directory),
    );
  }

  /** Events of an incident, one after the other; `late`: told more than an hour afterwards. */
  async happens(
    incident: string,
    events: readonly { readonly type: string; readonly data?: JsonObject }[],
    { late = false, actor = 'agent' } = {},
  ): Promise<void> {
    const stream = `incident-${incident}`;
    const recordedAt = this.clock.now();
    const occurredAt = late ? new Date(Date.parse(recordedAt) - 3_600_001).toISOString() : recordedAt;
    for (const { type, data = {} } of events) {
      const revision = await this.revisionOf(stream);
      const id = deriveId(stream, revision);
      const metadata = {
        eventId: id,
        schemaVersion: 1,
        commandId: id,
        correlationId: 'correlation-1',
        actor: { id: actor, roles: ['service_desk'] },
        occurredAt,
        recordedAt,
      };
      await this.store.append(stream, [{ type, data, metadata }], 'any');
    }
    await this.settle();
  }

  /** Processes read on, until nothing follows any more. */
  async settle(): Promise<void> {
    for (let before = ''; ;) {
      for (const runner of this.runners) await runner.readOn();
      const head = await this.store.head();
      if (head === before) return;
      before = head;
    }
  }

  /** The clock goes on, and what is due then is done. */
  async wait(milliseconds: number): Promise<void> {
    this.clock.set(new Date(Date.parse(this.clock.now()) + milliseconds).toISOString());
    for (const runner of this.runners) await runner.fire(this.clock.now());
    await this.settle();
  }

  /** As after the loss of every process's view: all of history comes again, and all deadlines. */
  async redeliver(): Promise<void> {
    for (const runner of this.runners) runner.forget();
    await this.settle();
  }

  /** Sends the commands of the processes. */
  async send(type: string, target: string, data: JsonObject, commandId: string): Promise<void> {
    const now = this.clock.now();
    const metadata = commandMetadata({ commandId, occurredAt: now, recordedAt: now });
    if (type === 'Notify') await this.notify.execute(new Notify(data as unknown as Happened, metadata));
    else await this.deliver.execute(new DeliverNotification(target, Number(data['attempt']), metadata));
  }

  async manages(
    id: string,
    type: ManageNotification['type'],
    actor: { readonly id: string; readonly roles: readonly string[] },
  ): Promise<void> {
    const now = this.clock.now();
    const metadata = commandMetadata({ commandId: `${type} ${id} ${actor.id} ${now}`, actor, occurredAt: now });
    await this.manage.execute(new ManageNotification(id, type, metadata));
    await this.settle();
  }

  async events(prefix = 'notification-'): Promise<readonly RecordedEvent[]> {
    const events: RecordedEvent[] = [];
    for await (const event of this.store.readAll({ after: START, filter: { streamPrefixes: [prefix] } }))
      events.push(event);
    return events;
  }

  /** The types of the events of notifications, without the context's name. */
  async course(): Promise<readonly string[]> {
    return (await this.events()).map(({ type }) => type.slice('notification.'.length));
  }

  private async revisionOf(stream: string): Promise<number> {
    return (await this.events(stream)).filter((event) => event.stream === stream).length;
  }
}

type Schedule = Extract<ProcessOutput, { kind: 'schedule' }>;

/** Runs one process manager as the runtime does: memory first, then what it wants; deadlines until they are called off. */
class Runner {
  private after = START;
  private memory = new Map<string, Document>();
  private schedules = new Map<string, Schedule>();

  constructor(
    private readonly process: ProcessManager,
    private readonly desk: NotificationDesk,
  ) {}

  forget(): void {
    this.after = START;
    this.memory = new Map();
    this.schedules = new Map();
  }

  async readOn(): Promise<void> {
    const filter = { streamPrefixes: [...this.process.streams] };
    for await (const event of this.desk.store.readAll({ after: this.after, filter })) {
      for (const output of this.process.react(event, this.take(event))) {
        if (output.kind === 'schedule') this.schedules.set(`${output.target}/${output.key}`, output);
        if (output.kind !== 'send') continue;
        const { command, target, data, key } = output;
        await this.desk.send(command, target, data, deriveId(this.process.name, event.metadata.eventId, key));
      }
      this.after = event.position;
    }
  }

  async fire(now: string): Promise<void> {
    for (const [id, schedule] of [...this.schedules]) {
      const due = (deadline: Deadline) => deadline.at <= now;
      for (const { command, data, key } of schedule.deadlines.filter(due))
        await this.desk.send(command, schedule.target, data, deriveId(this.process.name, id, key));
      const deadlines = schedule.deadlines.filter((deadline) => !due(deadline));
      if (deadlines.length === 0) this.schedules.delete(id);
      else this.schedules.set(id, { ...schedule, deadlines });
    }
  }

  private take(event: RecordedEvent): Document | undefined {
    const { memory } = this.process;
    const key = memory?.key(event);
    if (memory === undefined || key === undefined) return undefined;
    const document = memory.remember(this.memory.get(key), event, key);
    if (document === null) this.memory.delete(key);
    else this.memory.set(key, document);
    return document ?? undefined;
  }
}

/** An incident that was just recorded. */
export const recorded = (data: JsonObject = {}) => ({
  type: 'incident.recorded',
  data: {
    number: 'INC-202611-000001',
    profile: { name: 'std-4tier', version: 1 },
    title: 'Mail is down',
    description: 'Nobody can send',
    priority: 'P2',
    confirmation: 'user',
    reporterId: 'wang',
    waitsFor: ['service_desk'],
    ...data,
  },
});
