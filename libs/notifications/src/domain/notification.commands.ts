import type { Command, Instant } from '@evidesk/kernel';
import type { NotificationRequested } from '../contract/notification-events.js';

interface Commands {
  RequestNotification: NotificationRequested['data'];
  /** The channel has taken the message. */
  ReportDelivered: { readonly attempt: number; readonly receipt: string };
  /** The channel has not. */
  ReportFailed: {
    readonly attempt: number;
    readonly error: string;
    /** Trying again is no use, and why. */
    readonly final?: 'refused' | 'no_address';
    /** The other side wants to be left alone until then. */
    readonly notBefore?: Instant;
  };
  RetryNotification: object;
  /** `groups`: the teams of the one who acknowledges, by the directory. */
  AcknowledgeNotification: { readonly groups: readonly string[] };
}

export type NotificationCommandType = keyof Commands;
export type NotificationCommandData<T extends NotificationCommandType = NotificationCommandType> = Commands[T];
/** One command, or (by default) any. */
export type NotificationCommand<T extends NotificationCommandType = NotificationCommandType> = {
  [K in T]: Command<K, Commands[K]>;
}[T];
