import { connect, type Socket } from 'node:net';

/** Told the status of an answer that came whole; 0 when the connection broke first. */
export type Answered = (status: number) => void;

const HEAD_END = '\r\n\r\n';

/**
 * One HTTP/1.1 connection that is kept open, with one request under way at a time. Reads of an answer what is needed to
 * know where it ends, so that the generator takes little from what it measures.
 */
export class RawConnection {
  private socket: Socket | undefined;
  private answered: Answered | undefined;
  private status = 0;
  private received = '';
  /** Bytes of the body that are still to come; -1 while the head is read; -2 for chunks. */
  private left = -1;

  constructor(
    private readonly host: string,
    private readonly port: number,
  ) {}

  get busy(): boolean {
    return this.answered !== undefined;
  }

  send(request: string, answered: Answered): void {
    this.answered = answered;
    this.socket ??= this.open();
    this.socket.write(request, 'latin1');
  }

  /** Connects ahead of the first request. */
  connect(): void {
    this.socket ??= this.open();
  }

  close(): void {
    this.socket?.destroy();
  }

  private open(): Socket {
    const socket = connect({ host: this.host, port: this.port, noDelay: true });
    socket.setEncoding('latin1');
    socket.on('data', (text: string) => this.take(text));
    socket.on('error', () => socket.destroy());
    socket.once('close', () => {
      this.socket = undefined;
      this.end(0);
    });
    return socket;
  }

  private take(text: string): void {
    this.received += text;
    if (this.left === -1 && !this.readHead()) return;
    if (this.left === -2) {
      if (this.received.endsWith(`0${HEAD_END}`)) this.end(this.status);
    } else if (this.received.length >= this.left) this.end(this.status);
  }

  private readHead(): boolean {
    const end = this.received.indexOf(HEAD_END);
    if (end < 0) return false;
    const head = this.received.slice(0, end).toLowerCase();
    this.status = Number(head.slice(9, 12));
    const at = head.indexOf('\r\ncontent-length:');
    this.left = at < 0 ? -2 : Number.parseInt(head.slice(at + 17), 10);
    this.received = this.received.slice(end + HEAD_END.length);
    return true;
  }

  private end(status: number): void {
    const { answered } = this;
    this.answered = undefined;
    this.received = '';
    this.left = -1;
    answered?.(status);
  }
}
