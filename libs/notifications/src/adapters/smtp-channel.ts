import type { Directory } from '@evidesk/directory';
import type { Clock } from '@evidesk/kernel';
import { createTransport } from 'nodemailer';
import { mailAddressesOf, type ReporterContacts } from '../application/addresses.js';
import { type Channel, DeliveryFailed, type Message } from '../application/channel.js';
import { CircuitBreaker } from '../application/circuit-breaker.js';
import { type Composer, htmlOf } from '../application/compose.js';

/** How long a step of the conversation may take, and the whole of it (milliseconds). */
export interface MailTimeouts {
  readonly stepMs: number;
  readonly wholeMs: number;
}
const TIMEOUTS: MailTimeouts = { stepMs: 10_000, wholeMs: 30_000 };

export interface SmtpOptions {
  /** `smtp://user:password@host:587` or `smtps://` */
  readonly url: string;
  readonly from: string;
  readonly directory: Directory;
  readonly contacts: ReporterContacts;
  readonly composer: Composer;
  readonly clock: Clock;
  readonly timeouts?: MailTimeouts;
}

/** E-mail by SMTP. Mails of one incident make one thread; none asks for an automatic answer (RFC 3834). */
export function smtpChannel(options: SmtpOptions): Channel {
  const { url, from, directory, contacts, composer, clock, timeouts = TIMEOUTS } = options;
  const transport = createTransport({
    url,
    connectionTimeout: timeouts.stepMs,
    greetingTimeout: timeouts.stepMs,
    socketTimeout: timeouts.stepMs,
    dnsTimeout: timeouts.stepMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const breaker = new CircuitBreaker('the mail server', clock);
  return {
    async send(message) {
      const to = await mailAddressesOf(message, directory, contacts);
      const { subject, body } = composer.email(message);
      const thread = `<incident-${message.incidentId}@evidesk>`;
      return breaker.run(async () => {
        try {
          const sent = transport.sendMail({
            from,
            to: [...to],
            subject,
            text: body,
            html: htmlOf(body),
            textEncoding: 'base64',
            messageId: messageIdOf(message),
            inReplyTo: thread,
            references: thread,
            headers: { 'Auto-Submitted': 'auto-generated', 'Content-Language': message.locale },
          });
          const { response, rejected } = await within(timeouts.wholeMs, sent);
          return rejected.length === 0 ? response : `${response} (${rejected.length} of ${to.length} refused)`;
        } catch (error) {
          throw failureOf(error);
        }
      });
    },
  };
}

/** The same notification has the same Message-ID: what is sent twice is seen once. */
export const messageIdOf = ({ id }: Pick<Message, 'id'>): string => `<${id}@evidesk>`;

async function within<Result>(ms: number, work: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new DeliveryFailed(`the mail server took more than ${ms} ms`, { unreachable: true }));
    }, ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** What nodemailer says of a failure. */
interface SmtpError {
  readonly code?: string;
  readonly command?: string;
  readonly responseCode?: number;
  readonly response?: string;
}

/** The steps at which an answer of the 5xx family is about this very mail. */
const ABOUT_THE_MAIL = /^(?:MAIL FROM|RCPT TO|DATA)/;

/**
 * A 5xx answer to sender, recipient or content is final. One to the greeting or to the password is not: it is about the
 * desk's settings, which somebody puts right.
 */
function failureOf(error: unknown): DeliveryFailed {
  if (error instanceof DeliveryFailed) return error;
  const { code = 'unknown', command = '', responseCode, response } = error as SmtpError;
  if (responseCode === undefined)
    return new DeliveryFailed(`the mail server could not be reached (${code})`, { unreachable: true });
  const message = `the mail server answered ${command} with: ${responseCode}`;
  const said = response?.replace(/^\d{3}[ -]?/, '') ?? '';
  const final = responseCode >= 500 && ABOUT_THE_MAIL.test(command);
  return new DeliveryFailed(message, { ...(said !== '' && { said }), ...(final && { final: 'refused' }) });
}
