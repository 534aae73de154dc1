import { AsyncLocalStorage } from 'node:async_hooks';
import {
  type Attributes,
  type Context,
  type Link,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
  type Tracer,
} from '@opentelemetry/api';
import { spanContextIn, traceparentOf } from './traceparent.js';

/** Dependency-injection token of the tracing; `undefined` is provided where it is off. */
export const TRACING = Symbol('Tracing');

/** What a span is about. */
export interface SpanOptions {
  readonly kind: 'server' | 'client' | 'consumer' | 'producer' | 'internal';
  readonly attributes?: Attributes;
  /** W3C traceparent of what caused it: counts unless something of the same trace is being worked on. */
  readonly parent?: string | undefined;
  /** The same of others that it has to do with. */
  readonly links?: readonly string[];
}

/** A span that is open. */
export interface OpenSpan {
  /** W3C traceparent of it, for others to go on from. */
  readonly traceparent: string;
  /** True when it is recorded and sent. */
  readonly sampled: boolean;
  rename(name: string): void;
  set(attributes: Attributes): void;
  /** Runs something as a part of it. */
  run<T>(work: () => T): T;
  /** @param failure what went wrong, where something did: its kind, never its words, which may hold a person's data */
  end(failure?: string): void;
}

const KINDS = {
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  consumer: SpanKind.CONSUMER,
  producer: SpanKind.PRODUCER,
  internal: SpanKind.INTERNAL,
} as const;
const MOST_LINKS = 100;

/**
 * Spans, and which of them is being worked on. Keeps its own context instead of OpenTelemetry's global one, so that two
 * desks in one process do not get into each other's traces.
 */
export class Tracing {
  private readonly active = new AsyncLocalStorage<Context>();

  constructor(
    private readonly tracer: Tracer,
    private readonly flush: () => Promise<void>,
  ) {}

  /** W3C traceparent of what is being worked on; `undefined` when nothing is, or it is not sampled. */
  get traceparent(): string | undefined {
    const context = this.active.getStore();
    const span = context === undefined ? undefined : trace.getSpan(context);
    return span?.isRecording() === true ? traceparentOf(span.spanContext()) : undefined;
  }

  /** Opens a span below its stated parent, or below what is being worked on of the same trace. The caller ends it. */
  open(name: string, { kind, attributes = {}, parent, links = [] }: SpanOptions): OpenSpan {
    const above = this.above(parent);
    const linked = links.slice(0, MOST_LINKS).flatMap(linkTo);
    const span = this.tracer.startSpan(name, { kind: KINDS[kind], attributes, links: linked }, above);
    return this.opened(span, trace.setSpan(above, span));
  }

  /** Does something within a span of its own, and ends it with that. */
  async within<T>(name: string, options: SpanOptions, work: (span: OpenSpan) => Promise<T>): Promise<T> {
    const span = this.open(name, options);
    try {
      const result = await span.run(() => work(span));
      span.end();
      return result;
    } catch (error) {
      span.end(error instanceof Error ? error.name : 'Error');
      throw error;
    }
  }

  /** Sends what is not sent yet, as far as the receiver takes it. Never throws. */
  async close(): Promise<void> {
    await this.flush();
  }

  private above(traceparent: string | undefined): Context {
    const active = this.active.getStore();
    const parent = spanContextIn(traceparent);
    if (parent === undefined) return active ?? ROOT_CONTEXT;
    const isSame = active !== undefined && trace.getSpanContext(active)?.traceId === parent.traceId;
    return isSame ? active : trace.setSpanContext(ROOT_CONTEXT, parent);
  }

  private opened(span: Span, context: Context): OpenSpan {
    return {
      traceparent: traceparentOf(span.spanContext()),
      sampled: span.isRecording(),
      rename: (name) => void span.updateName(name),
      set: (attributes) => void span.setAttributes(attributes),
      run: (work) => this.active.run(context, work),
      end: (failure) => {
        if (failure !== undefined) span.setStatus({ code: SpanStatusCode.ERROR, message: failure });
        span.end();
      },
    };
  }
}

function linkTo(traceparent: string): readonly Link[] {
  const context = spanContextIn(traceparent);
  return context === undefined ? [] : [{ context }];
}
