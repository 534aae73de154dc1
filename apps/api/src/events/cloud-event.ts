import type { RecordedEvent } from '@evidesk/kernel';

/** An event of the desk as CloudEvents 1.0 has it; what the desk knows beyond that are extension attributes. */
export function cloudEvent({ stream, revision, position, type, data, metadata, hash }: RecordedEvent) {
  const { eventId, schemaVersion, commandId, causationId, correlationId, actor, occurredAt, recordedAt } = metadata;
  return {
    specversion: '1.0',
    id: eventId,
    source: '/v1/events',
    type,
    subject: stream,
    time: occurredAt,
    datacontenttype: 'application/json',
    dataschemaversion: schemaVersion,
    position,
    revision,
    recordedat: recordedAt,
    commandid: commandId,
    correlationid: correlationId,
    actorid: actor.id,
    actorroles: actor.roles.join(','),
    hash,
    data,
    ...(metadata.traceparent !== undefined && { traceparent: metadata.traceparent }),
    ...(causationId !== undefined && { causationid: causationId }),
    ...(actor.onBehalfOf !== undefined && { onbehalfof: actor.onBehalfOf }),
  };
}
