import type { NewEvent } from '@evidesk/event-store';
import type { CommandObserver } from '@evidesk/executor';
import type { CommandMetadata, RecordedEvent } from '@evidesk/kernel';
import type { BatchObserver, CommandSender, ProcessCommand } from '@evidesk/runtime';
import type { AppendObserver } from '../observed-event-store.js';
import type { OpenSpan, Tracing } from './tracing.js';

const STREAM_KIND = /^[a-z-]+?(?=-[0-9a-f]{8}|$)/;

/** A span around each command; its outcome is an attribute, and refusals are no errors. */
export function traceCommands(tracing: Tracing, inner: CommandObserver): CommandObserver {
  return (command, execute) => {
    const { metadata, aggregate, command: name } = command;
    const attributes = {
      'evidesk.command': name,
      'evidesk.aggregate': aggregate,
      'evidesk.command.id': metadata.commandId,
      'evidesk.correlation.id': metadata.correlationId,
    };
    const options = { kind: 'internal', attributes, parent: metadata.traceparent } as const;
    return tracing.within(name, options, async (span) => {
      const executed = await inner(command, execute);
      span.set({ 'evidesk.duplicate': executed.duplicate, 'evidesk.position': executed.position });
      return executed;
    });
  };
}

/** A span around each append. Events that are appended within a sampled trace carry its `traceparent`. */
export function traceAppends(tracing: Tracing, inner: AppendObserver): AppendObserver {
  return (stream, events, append) => {
    const kind = STREAM_KIND.exec(stream)?.[0] ?? 'stream';
    const attributes = {
      'evidesk.stream': stream,
      'evidesk.events': events.map(({ type }) => type),
      'evidesk.correlation.id': events[0]?.metadata.correlationId ?? '',
    };
    return tracing.within(`append ${kind}`, { kind: 'producer', attributes }, (span) => {
      const carrying = span.sampled ? events.map((event) => withTrace(event, span)) : events;
      return inner(stream, carrying, append);
    });
  };
}

/** A span around each batch that a runner takes in: below the trace that its events are of, or linked to those they are of. */
export function traceBatches(tracing: Tracing, inner: BatchObserver): BatchObserver {
  return (runner, events, take) => {
    const causes = [...new Set(events.flatMap(({ metadata }) => metadata.traceparent ?? []))];
    if (causes.length === 0) return inner(runner, events, take);
    const single = new Set(causes.map(traceIdOf)).size === 1;
    const attributes = {
      'messaging.operation.type': 'process',
      'messaging.batch.message_count': events.length,
      'evidesk.runner': runner,
      'evidesk.correlation.id': correlationOf(events),
    };
    const links = single ? causes.slice(1) : causes;
    const options = { kind: 'consumer', attributes, links, ...(single && { parent: causes[0] }) } as const;
    return tracing.within(`process ${runner}`, options, () => inner(runner, events, take));
  };
}

/** A span around each command of a process manager, below the trace of the event that it follows from. */
export class TracedCommandSender implements CommandSender {
  constructor(
    private readonly tracing: Tracing,
    private readonly sender: CommandSender,
  ) {}

  send(command: ProcessCommand): Promise<void> {
    const { correlationId, causationId = '', traceparent: parent, actor } = command.metadata;
    if (parent === undefined) return this.sender.send(command);
    const attributes = {
      'evidesk.command': command.type,
      'evidesk.process': actor.id,
      'evidesk.correlation.id': correlationId,
      'evidesk.causation.id': causationId,
    };
    return this.tracing.within(`send ${command.type}`, { kind: 'producer', attributes, parent }, ({ traceparent }) =>
      this.sender.send({ ...command, ...{ metadata: { ...command.metadata, ...{ traceparent } } } }),
    );
  }
}

/** Goes around the delivery of a message; hands over the headers by which the other side can go on with the trace. */
export type DeliveryObserver = (
  channel: string,
  metadata: CommandMetadata,
  deliver: (propagated: Readonly<Record<string, string>>) => Promise<string>,
) => Promise<string>;

/** A span around each delivery, which carries its `traceparent` to the other side. */
export function traceDeliveries(tracing: Tracing, inner: DeliveryObserver): DeliveryObserver {
  return (channel, metadata, deliver) => {
    const attributes = { 'evidesk.channel': channel, 'evidesk.correlation.id': metadata.correlationId };
    const options = { kind: 'client', attributes, parent: metadata.traceparent } as const;
    return tracing.within(`deliver ${channel}`, options, ({ sampled, traceparent }) =>
      inner(channel, metadata, (headers) => deliver(sampled ? { ...headers, ...{ traceparent } } : headers)),
    );
  };
}

const withTrace = (event: NewEvent, { traceparent }: OpenSpan): NewEvent => ({
  ...event,
  ...{ metadata: { ...event.metadata, ...{ traceparent } } },
});

const traceIdOf = (traceparent: string): string => traceparent.slice(3, 35);

const correlationOf = (events: readonly RecordedEvent[]): string[] =>
  [...new Set(events.map(({ metadata }) => metadata.correlationId))].slice(0, 10);
