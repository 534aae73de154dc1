/** Dependency-injection token of the mapping from alerts to incidents. */
export const ALERT_MAPPING = Symbol('AlertMapping');
/** Dependency-injection token of the mapping from mails to incidents. */
export const MAIL_MAPPING = Symbol('MailMapping');
