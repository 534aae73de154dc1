import type { Instant } from '@evidesk/kernel';

export interface MailAddress {
  /** The display name; empty where there is none. */
  readonly name: string;
  /** In lower case. */
  readonly address: string;
}

/** A file that came with a mail. */
export interface MailFile {
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

/** A mail as it was understood. Its texts are as they were sent: they are made safe where they are used. */
export interface Mail {
  /** Absent where the mail names no sender that could be answered. */
  readonly from?: MailAddress;
  readonly to?: MailAddress;
  readonly subject: string;
  readonly date?: Instant;
  /** Without the angle brackets. */
  readonly messageId?: string;
  /** The mails that it answers, nearest first, without the angle brackets. */
  readonly references: readonly string[];
  readonly text: string;
  readonly files: readonly MailFile[];
  /** Values by lower-case name, in their order. */
  readonly headers: ReadonlyMap<string, readonly string[]>;
  /** SHA-256 and size of the raw message. */
  readonly sha256: string;
  readonly size: number;
}

/** The first value of a header, trimmed; empty when it is not there. */
export const header = ({ headers }: Pick<Mail, 'headers'>, name: string): string =>
  headers.get(name)?.[0]?.trim() ?? '';
