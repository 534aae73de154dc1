import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

/** A mail as the server took it in. */
export interface ReceivedMail {
  readonly from: string;
  readonly to: readonly string[];
  /** Header fields by lower-case name, unfolded. */
  readonly headers: ReadonlyMap<string, string>;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** How a recipient is answered; `undefined`: taken. */
export type Answer = (address: string) => { readonly code: number; readonly message: string } | undefined;

/** A real SMTP server on loopback, on a port that it keeps when it goes down and comes up again. */
export class MailServer {
  readonly received: ReceivedMail[] = [];
  /** Recipients are answered by this. */
  answer: Answer = () => undefined;
  /** The user and the password that it asks for. */
  credentials: { readonly user: string; readonly pass: string } | undefined;
  private server: SMTPServer | undefined;
  private port = 0;

  get url(): string {
    return `smtp://127.0.0.1:${this.port}`;
  }

  async up(): Promise<this> {
    const server = new SMTPServer({
      disabledCommands: this.credentials === undefined ? ['STARTTLS', 'AUTH'] : ['STARTTLS'],
      allowInsecureAuth: true,
      authOptional: this.credentials === undefined,
      onAuth: ({ username, password }, _session, callback) => {
        const { user, pass } = this.credentials ?? {};
        if (username === user && password === pass) callback(null, { user: username });
        else callback(Object.assign(new Error('Invalid login'), { responseCode: 535 }));
      },
      onRcptTo: ({ address }, _session, callback) => {
        const refusal = this.answer(address);
        callback(
          refusal === undefined ? null : Object.assign(new Error(refusal.message), { responseCode: refusal.code }),
        );
      },
      onData: (stream, { envelope }, callback) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          const { mailFrom, rcptTo } = envelope;
          const from = mailFrom === false ? '' : mailFrom.address;
          this.received.push({
            from,
            to: rcptTo.map(({ address }) => address),
            ...parsed(Buffer.concat(chunks).toString('utf8')),
          });
          callback(null, `queued as ${this.received.length}`);
        });
      },
    });
    this.server = server;
    await new Promise<void>((resolve, reject) => {
      server.on('error', reject);
      server.listen(this.port, '127.0.0.1', resolve);
    });
    this.port = (server.server.address() as AddressInfo).port;
    return this;
  }

  async down(): Promise<void> {
    const { server } = this;
    this.server = undefined;
    if (server !== undefined) await new Promise<void>((resolve) => server.close(resolve));
  }
}

function parsed(source: string): Pick<ReceivedMail, 'headers' | 'subject' | 'text' | 'html'> {
  const { headers, body } = split(source);
  const boundary = /boundary="([^"]+)"/.exec(headers.get('content-type') ?? '')?.[1] ?? '';
  const parts = body.split(`--${boundary}`).map((part) => split(part.trimStart()));
  const part = (type: string) => {
    const found = parts.find((each) => each.headers.get('content-type')?.startsWith(type));
    return Buffer.from(found?.body ?? '', 'base64').toString('utf8');
  };
  return { headers, subject: words(headers.get('subject') ?? ''), text: part('text/plain'), html: part('text/html') };
}

function split(source: string): { readonly headers: ReadonlyMap<string, string>; readonly body: string } {
  const end = source.indexOf('\r\n\r\n');
  const lines = source
    .slice(0, end)
    .replaceAll(/\r\n[ \t]+/g, ' ')
    .split('\r\n');
  const headers = lines.map((line): [string, string] => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  });
  return { headers: new Map(headers), body: source.slice(end + 4) };
}

/** Encoded words (RFC 2047) as text. */
function words(value: string): string {
  return value
    .replaceAll(/\?=\s+=\?/g, '?==?')
    .replaceAll(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_, encoding: string, text: string) =>
      encoding.toLowerCase() === 'b'
        ? Buffer.from(text, 'base64').toString('utf8')
        : decodeURIComponent(text.replaceAll('_', ' ').replaceAll('%', '%25').replaceAll('=', '%')),
    );
}
