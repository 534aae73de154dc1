import { ProblemError } from '@evidesk/platform';
import { LRUCache } from 'lru-cache';

const HOUR_MS = 3_600_000;
const MOST_SENDERS = 10_000;

/**
 * How many mails of one sender are taken in an hour, so that two machines which answer each other without saying so
 * fill no desk. Kept in memory: each server counts for itself, and starts anew. What is put off the mail server keeps
 * and brings again.
 */
export class SenderAllowance {
  private readonly taken = new LRUCache<string, number[]>({ max: MOST_SENDERS });

  constructor(private readonly perHour: number) {}

  /** Counts a mail. @throws ProblemError `inbound.too-many` (429) when it is one too many, with how long to wait */
  admit(sender: string, nowMs: number): void {
    const recent = (this.taken.get(sender) ?? []).filter((at) => at > nowMs - HOUR_MS);
    if (recent.length >= this.perHour) {
      const wait = Math.ceil(((recent[0] ?? nowMs) + HOUR_MS - nowMs) / 1_000);
      throw new ProblemError('inbound.too-many', `more than ${this.perHour} mails of one sender within an hour`, {
        headers: { 'retry-after': String(Math.max(1, wait)) },
      });
    }
    this.taken.set(sender, [...recent, nowMs]);
  }
}
