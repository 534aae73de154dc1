import type { OcelFile } from './adapters/ocel-sqlite/ocel-file.js';
import { column } from './adapters/ocel-sqlite/ocel-file.js';
import type { Attributes, LogSchema } from './event-log.js';

/** A log in the JSON form of OCEL 2.0, in pieces: no more than one event or object is held at a time. */
export function* ocelJson(file: OcelFile, { eventTypes, objectTypes }: LogSchema): Iterable<string> {
  yield `{"objectTypes":${JSON.stringify(typesOf(objectTypes))},"eventTypes":${JSON.stringify(typesOf(eventTypes))},"objects":[`;
  let separator = '\n';
  for (const { id, type, states, belongsTo } of file.objects()) {
    const attributes = states.flatMap(({ ocel_id: _id, ocel_time: time, ocel_changed_field: _field, ...values }) =>
      present(values, objectTypes[type] ?? {}).map((attribute) => ({ time: String(time), ...attribute })),
    );
    const relationships = belongsTo.map((related) => ({ objectId: related.id, qualifier: related.qualifier }));
    yield `${separator}${JSON.stringify({ id, type, attributes, relationships })}`;
    separator = ',\n';
  }
  yield '],"events":[';
  separator = '\n';
  for (const { id, type, time, attributes, objects } of file.events()) {
    const relationships = objects.map((related) => ({ objectId: related.id, qualifier: related.qualifier }));
    const values = present(attributes, eventTypes[type] ?? {});
    yield `${separator}${JSON.stringify({ id, type, time, attributes: values, relationships })}`;
    separator = ',\n';
  }
  yield ']}\n';
}

function typesOf(types: Readonly<Record<string, Attributes>>) {
  return Object.entries(types).map(([name, attributes]) => ({
    name,
    attributes: Object.entries(attributes).map(([attribute, type]) => ({ name: column(attribute), type })),
  }));
}

function present(row: Readonly<Record<string, unknown>>, attributes: Attributes) {
  return Object.entries(attributes).flatMap(([attribute, type]) => {
    const name = column(attribute);
    const value = row[name];
    if (value === null || value === undefined) return [];
    return [{ name, value: type === 'boolean' ? value === 1 : value }];
  });
}
