import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** A span as OTLP/JSON has it. */
export interface ReceivedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly links: readonly { readonly traceId: string; readonly spanId: string }[];
  readonly service: string;
}

interface Attribute {
  readonly key: string;
  readonly value: Readonly<Record<string, unknown>>;
}

/** Takes traces by OTLP over HTTP in JSON, as a collector does. */
export class OtlpReceiver {
  readonly spans: ReceivedSpan[] = [];
  private server: Server | undefined;

  async up(): Promise<this> {
    this.server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request
        .on('data', (chunk: Buffer) => chunks.push(chunk))
        .on('end', () => {
          const isTraces = request.method === 'POST' && request.url === '/v1/traces';
          if (isTraces) this.take(JSON.parse(Buffer.concat(chunks).toString('utf8')));
          response.writeHead(isTraces ? 200 : 404, { 'content-type': 'application/json' }).end('{}');
        });
    });
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return this;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server?.address() as AddressInfo).port}`;
  }

  async down(): Promise<void> {
    this.server?.closeAllConnections();
    this.server?.close();
  }

  /** A span, once it has come. @throws Error after fifteen seconds */
  async find(wanted: (span: ReceivedSpan) => boolean, what: string): Promise<ReceivedSpan> {
    for (let tries = 0; tries < 150; tries += 1) {
      const span = this.spans.find(wanted);
      if (span !== undefined) return span;
      await sleep(100);
    }
    throw new Error(`no span ${what} among ${this.spans.map(({ name }) => name).join(', ')}`);
  }

  private take(body: {
    readonly resourceSpans: readonly {
      readonly resource: { readonly attributes: readonly Attribute[] };
      readonly scopeSpans: readonly {
        readonly spans: readonly (ReceivedSpan & { attributes: readonly Attribute[] })[];
      }[];
    }[];
  }): void {
    for (const { resource, scopeSpans } of body.resourceSpans) {
      const service = String(valuesOf(resource.attributes)['service.name']);
      for (const span of scopeSpans.flatMap(({ spans }) => spans))
        this.spans.push({ ...span, attributes: valuesOf(span.attributes), links: span.links ?? [], service });
    }
  }
}

const valuesOf = (attributes: readonly Attribute[]): Readonly<Record<string, unknown>> =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
