import { CommandExecutor } from '@evidesk/executor';
import { findIncident } from '@evidesk/incidents';
import { DomainError } from '@evidesk/kernel';
import { type Config, CONFIG } from '@evidesk/platform';
import { READ_STORE, type ReadStore } from '@evidesk/read-store';
import { Inject, Injectable } from '@nestjs/common';
import type { Mail, MailAddress } from '../domain/mail.js';
import { MOST_REFERENCES, mayWrite, namedIncidents } from '../domain/thread.js';
import { type StandingIncident, standingOf } from './incident-standing.js';
import { mailAggregate, mailIdOf } from './mail.aggregate.js';

/** The incident that a mail belongs to. */
export interface Thread {
  readonly id: string;
  /** The mail is a comment on it; else it is closed, and a new incident repeats it (S1-27). */
  readonly goesOn: boolean;
}

/** Finds the incident that a mail answers, if its sender may write into it. */
@Injectable()
export class Threads {
  private readonly staffDomains: ReadonlySet<string>;

  constructor(
    @Inject(CommandExecutor) private readonly executor: CommandExecutor,
    @Inject(READ_STORE) private readonly reads: ReadStore,
    @Inject(CONFIG) config: Config,
  ) {
    this.staffDomains = new Set((config.mailStaffDomains ?? '').toLowerCase().split(',').filter(Boolean));
  }

  /** By the number in the subject, by the desk's own message ids, or by earlier mails of the same sender. */
  async of(mail: Mail, from: MailAddress): Promise<Thread | undefined> {
    for (const named of namedIncidents(mail)) {
      const id = await this.idOf(named);
      const own = id === undefined ? undefined : await this.permitted(id, from);
      const thread = threadOf(own);
      if (thread !== undefined) return thread;
    }
    for (const reference of mail.references.slice(0, MOST_REFERENCES)) {
      const { state } = await this.executor.load(mailAggregate, mailIdOf(from.address, reference));
      if (state.status !== 'taken') continue;
      const thread = threadOf(await standingOf(this.executor, state.incidentId));
      if (thread !== undefined) return thread;
    }
    return undefined;
  }

  /** The incident on which the work goes on, when the sender may write into the one that he named. */
  private async permitted(id: string, from: MailAddress): Promise<StandingIncident | undefined> {
    const named = await standingOf(this.executor, id, 0);
    if (named === undefined || !mayWrite(from, named.incident, this.staffDomains)) return undefined;
    return standingOf(this.executor, id);
  }

  private async idOf(numberOrId: string): Promise<string | undefined> {
    if (!numberOrId.startsWith('INC-')) return numberOrId;
    try {
      return (await findIncident(this.reads, numberOrId, { all: true })).id;
    } catch (error) {
      if (error instanceof DomainError && error.kind === 'not-found') return undefined;
      throw error;
    }
  }
}

/** A withdrawn incident takes no news; nor can it recur, since it was never closed. */
function threadOf(found: StandingIncident | undefined): Thread | undefined {
  if (found === undefined || found.incident.status === 'cancelled') return undefined;
  return { id: found.id, goesOn: found.incident.status !== 'closed' };
}
