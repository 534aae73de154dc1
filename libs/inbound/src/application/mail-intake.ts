import { BLOB_STORE, type BlobStore } from '@evidesk/blob-store';
import { CommandExecutor } from '@evidesk/executor';
import { ExecuteIncidentCommand, RecordIncident } from '@evidesk/incidents';
import { type CommandMetadata, deriveId, DomainError, type Position } from '@evidesk/kernel';
import { type Config, CONFIG, type Logger, LOGGER } from '@evidesk/platform';
import { ProfileRegistry } from '@evidesk/profiles';
import { Inject, Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { draftIncident } from '../domain/draft.js';
import { type IgnoreReason, ignoreReason } from '../domain/ignore-reason.js';
import type { Mail, MailAddress, MailFile } from '../domain/mail.js';
import { mailFacts } from '../domain/mail-facts.js';
import { type LeftOut, mailComment, mailDescription } from '../domain/mail-text.js';
import type { InboundMapping } from '../mapping/inbound-mapping.js';
import { discoveredAt } from './discovered-at.js';
import { standingOf } from './incident-standing.js';
import { mailAggregate, mailIdOf } from './mail.aggregate.js';
import { parseMail } from './parse-mail.js';
import { SenderAllowance } from './sender-allowance.js';
import { Threads } from './threads.js';
import { MAIL_MAPPING } from './tokens.js';

/** How many files of one mail are stored. */
const MOST_FILES = 20;

/** What became of a mail. */
export type MailOutcome =
  | { readonly ignored: IgnoreReason }
  | {
      readonly incidentId: string;
      readonly number: string;
      readonly as: 'incident' | 'comment';
      readonly attachments: number;
      readonly position: Position;
    };

/**
 * Turns mails into incidents and comments (S4-16). As with alerts, what a mail leads to is done first, under ids that
 * follow from the mail, and its own event is stored last: a mail that is brought again is taken in once, and made whole.
 */
@Injectable()
export class MailIntake {
  private readonly allowance: SenderAllowance;
  private readonly own: string;

  constructor(
    @Inject(CommandBus) private readonly bus: CommandBus,
    @Inject(CommandExecutor) private readonly executor: CommandExecutor,
    @Inject(ProfileRegistry) private readonly profiles: ProfileRegistry,
    @Inject(BLOB_STORE) private readonly blobs: BlobStore,
    @Inject(Threads) private readonly threads: Threads,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(MAIL_MAPPING) private readonly mapping: InboundMapping,
  ) {
    this.allowance = new SenderAllowance(config.mailsPerHour);
    this.own = (/([^<>\s]+@[^<>\s]+)>?\s*$/.exec(config.mailFrom)?.[1] ?? '').toLowerCase();
  }

  /**
   * @param raw the message as it came
   * @param metadata of the delivery: who brought it, and when
   * @throws DomainError `inbound.bad-mail`, `inbound.no-sender`, or what the process profile has against the record
   * @throws ProblemError `inbound.too-many` (429)
   */
  async take(raw: Uint8Array, metadata: CommandMetadata): Promise<MailOutcome> {
    const mail = await parseMail(raw);
    const ignored = ignoreReason(mail, this.own);
    if (ignored !== undefined) {
      this.logger.info({ ignored, size: mail.size, sha256: mail.sha256 }, 'a mail of a machine was ignored');
      return { ignored };
    }
    const { from } = mail;
    if (from === undefined) throw new DomainError('invalid', 'inbound.no-sender', 'the mail names no sender');
    const id = mailIdOf(from.address, mail.messageId ?? mail.sha256);
    const own = { ...metadata, commandId: deriveId(id, 'take-in') };
    const { position, ...executed } = await this.executor.execute(mailAggregate, {
      id,
      command: 'TakeMail',
      metadata: own,
      decide: async (before) => {
        if (before.status === 'taken') return [];
        this.allowance.admit(from.address, Date.parse(metadata.recordedAt));
        const taken = await this.carryOut(id, mail, from, own);
        return [{ type: 'mail.taken-in', data: { ...taken, size: mail.size } }];
      },
    });
    // Another server was faster: what it stored is the answer.
    const { state } = executed.duplicate ? await this.executor.load(mailAggregate, id) : executed;
    if (state.status === 'new') throw new Error('a mail that was taken in has a state');
    const { incidentId, as, attachments } = state;
    const standing = await standingOf(this.executor, incidentId);
    return { incidentId, number: standing?.incident.number ?? '', as, attachments, position };
  }

  private async carryOut(id: string, mail: Mail, from: MailAddress, metadata: CommandMetadata) {
    const { stored, leftOut } = this.sort(mail.files);
    const caused = (key: string) => ({
      ...metadata,
      commandId: deriveId(metadata.commandId, key),
      causationId: metadata.commandId,
    });
    const newId = deriveId('mail-incident', id);
    // There already when an earlier delivery broke off before the mail's own event was stored.
    const begun = await standingOf(this.executor, newId);
    const thread = begun === undefined ? await this.threads.of(mail, from) : undefined;
    if (thread !== undefined && thread.goesOn) {
      const data = { text: mailComment(mail, from, leftOut) };
      const command = { type: 'AddComment' as const, data, metadata: caused('comment') };
      await this.bus.execute(new ExecuteIncidentCommand(thread.id, command));
    } else if (begun === undefined) {
      await this.record(newId, mail, from, leftOut, thread?.id, caused('record'));
    }
    const incidentId = thread?.goesOn === true ? thread.id : newId;
    for (const [index, file] of stored.entries()) await this.attach(incidentId, file, caused(`file-${index}`));
    return {
      incidentId,
      as: thread?.goesOn === true ? ('comment' as const) : ('incident' as const),
      attachments: stored.length,
    };
  }

  private sort(files: readonly MailFile[]): {
    readonly stored: readonly MailFile[];
    readonly leftOut: readonly LeftOut[];
  } {
    const fits = files.filter(({ bytes }) => bytes.byteLength > 0 && bytes.byteLength <= this.config.attachmentLimit);
    const stored = fits.slice(0, MOST_FILES);
    const leftOut = files
      .filter((file) => !stored.includes(file) && file.bytes.byteLength > 0)
      .map(({ name, bytes }) => ({ name, size: bytes.byteLength }));
    return { stored, leftOut };
  }

  private async record(
    id: string,
    mail: Mail,
    from: MailAddress,
    leftOut: readonly LeftOut[],
    recurrenceOf: string | undefined,
    metadata: CommandMetadata,
  ): Promise<void> {
    const profile = this.profiles.inForce(this.config.profile);
    const data = draftIncident(this.mapping, profile, mailFacts(mail, from), {
      description: mailDescription(mail, leftOut),
      discoveredAt: discoveredAt(mail.date, metadata.recordedAt, profile),
      externalRef: { system: 'email', id: mail.sha256 },
      ...(recurrenceOf === undefined ? {} : { recurrenceOf }),
    });
    await this.bus.execute(new RecordIncident(data, metadata, this.config.profile, id));
  }

  private async attach(id: string, file: MailFile, metadata: CommandMetadata): Promise<void> {
    const { sha256, size } = await this.blobs.put(file.bytes);
    const data = { sha256, size, name: file.name, mediaType: file.mediaType, source: 'email' as const };
    await this.bus.execute(new ExecuteIncidentCommand(id, { type: 'AttachFile', data, metadata }));
  }
}
