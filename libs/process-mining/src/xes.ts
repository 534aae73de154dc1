import { column, type OcelFile } from './adapters/ocel-sqlite/ocel-file.js';
import type { AttributeType, LogSchema, Scalar } from './event-log.js';

const TAGS = { string: 'string', time: 'date', integer: 'int', float: 'float', boolean: 'boolean' } as const;

const HEAD = `<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1849-2016" xes.features="nested-attributes" xmlns="http://www.xes-standard.org/">
<extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
<extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
<extension name="Lifecycle" prefix="lifecycle" uri="http://www.xes-standard.org/lifecycle.xesext"/>
<extension name="Organizational" prefix="org" uri="http://www.xes-standard.org/org.xesext"/>
<global scope="trace"><string key="concept:name" value="-"/></global>
<global scope="event"><string key="concept:name" value="-"/><date key="time:timestamp" value="1970-01-01T00:00:00.000Z"/></global>
<classifier name="Activity" keys="concept:name"/>
`;

/** A log in XES (IEEE 1849): one trace for each object of the case type, in pieces of a trace each. */
export function* xes(file: OcelFile, { eventTypes }: LogSchema, caseType: string): Iterable<string> {
  yield HEAD;
  for (const { id, events } of file.cases(caseType)) {
    const lines = events.map(({ type, time, resource, attributes }) => {
      const role = attributes['role'];
      const own = Object.entries(eventTypes[type] ?? {}).map(([name, kind]) => {
        return name === 'role' ? '' : tag(kind, column(name), attributes[column(name)]);
      });
      return `<event>${tag('string', 'concept:name', type)}${tag('time', 'time:timestamp', time)}${tag('string', 'lifecycle:transition', 'complete')}${tag('string', 'org:resource', resource)}${tag('string', 'org:role', role)}${own.join('')}</event>\n`;
    });
    yield `<trace>${tag('string', 'concept:name', id)}\n${lines.join('')}</trace>\n`;
  }
  yield '</log>\n';
}

function tag(type: AttributeType, key: string, value: Scalar | null | undefined): string {
  if (value === null || value === undefined) return '';
  const text = type === 'boolean' ? String(Boolean(value)) : String(value);
  return `<${TAGS[type]} key="${escaped(key)}" value="${escaped(text)}"/>`;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
// XML has no way of writing other control characters.
const FORBIDDEN = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g;

function escaped(text: string): string {
  return text.replace(FORBIDDEN, '\uFFFD').replace(/[&<>"]/g, (character) => ENTITIES[character] ?? character);
}
