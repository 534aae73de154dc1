import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** A TCP path to a server that a test can cut and join again. */
export class CuttableProxy {
  private readonly sockets = new Set<Socket>();
  private server: Server | undefined;
  private silent = false;

  constructor(
    readonly port: number,
    private readonly target: { readonly host: string; readonly port: number },
  ) {}

  async join(): Promise<void> {
    this.server = createServer((client) => {
      if (this.silent) return this.hold(client);
      const upstream = connect(this.target.port, this.target.host);
      for (const [socket, other] of [
        [client, upstream],
        [upstream, client],
      ] as const) {
        this.sockets.add(socket);
        socket.on('error', () => other.destroy());
        socket.on('close', () => {
          this.sockets.delete(socket);
          other.destroy();
        });
        socket.pipe(other);
      }
    });
    this.server.listen(this.port, '127.0.0.1');
    await once(this.server, 'listening');
  }

  /**
   * Says nothing any more and hears nothing, while every connection stays open: as when a cable was pulled, or a firewall
   * has forgotten. Who connects now is not answered.
   */
  silence(): void {
    this.silent = true;
    for (const socket of this.sockets) socket.unpipe().pause();
  }

  /** Goes on from where it fell silent with new connections; the silent ones are gone. */
  async speak(): Promise<void> {
    this.silent = false;
    await this.cut();
    await this.join();
  }

  async cut(): Promise<void> {
    if (this.server === undefined) return;
    const closed = once(this.server, 'close');
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
    await closed;
    this.server = undefined;
  }

  private hold(client: Socket): void {
    this.sockets.add(client);
    client.on('error', () => client.destroy());
    client.once('close', () => this.sockets.delete(client));
  }
}
