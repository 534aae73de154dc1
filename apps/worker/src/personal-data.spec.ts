import { describe, expect, it } from '@jest/globals';
import { apiKeyEventSchemas } from '@evidesk/api-keys';
import { accessEventSchemas } from '@evidesk/audit';
import { sealEventSchemas } from '@evidesk/audit-proof';
import { changeEventSchemas } from '@evidesk/changes';
import { ciEventSchemas } from '@evidesk/configuration-items';
import { contactEventSchemas } from '@evidesk/contacts';
import { alertEventSchemas, mailEventSchemas } from '@evidesk/inbound';
import { incidentEventSchemas } from '@evidesk/incidents';
import { knowledgeEventSchemas } from '@evidesk/knowledge';
import { notificationEventSchemas } from '@evidesk/notifications';
import { personEventSchemas } from '@evidesk/people';
import { coordinationEventSchemas, problemEventSchemas, symptomEventSchemas } from '@evidesk/problems';
import { reportEventSchemas } from '@evidesk/reporting';
import { ANNOTATED, PERSONAL_DATA } from './personal-data.js';

interface Shape {
  readonly type?: string;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly patternProperties?: Readonly<Record<string, Shape>>;
  readonly items?: Shape;
  readonly anyOf?: readonly Shape[];
}

const SCHEMAS = {
  ...incidentEventSchemas,
  ...changeEventSchemas,
  ...problemEventSchemas,
  ...symptomEventSchemas,
  ...coordinationEventSchemas,
  ...ciEventSchemas,
  ...knowledgeEventSchemas,
  ...notificationEventSchemas,
  ...contactEventSchemas,
  ...reportEventSchemas,
  ...apiKeyEventSchemas,
  ...alertEventSchemas,
  ...mailEventSchemas,
  ...sealEventSchemas,
  ...accessEventSchemas,
  ...personEventSchemas,
} as unknown as Readonly<Record<string, Shape>>;

/** Published as one schema each, beside the contexts above. */
const OTHERS = ['profile.published', 'numbering.block-reserved', 'process.advanced'];

function shapeAt(shape: Shape | undefined, path: string): Shape | undefined {
  return path.split('.').reduce<Shape | undefined>((at, step) => {
    if (step !== '*') return at?.properties?.[step];
    return at?.items ?? Object.values(at?.patternProperties ?? {})[0];
  }, shape);
}

const isText = (shape: Shape | undefined): boolean =>
  shape?.type === 'string' || shape?.anyOf?.some(({ type }) => type === 'string') === true;

describe('what of the events is personal', () => {
  it('is said of every event type that there is', () => {
    expect(Object.keys(ANNOTATED).sort()).toEqual([...Object.keys(SCHEMAS), ...OTHERS].sort());
  });

  it('is texts of their schemas; only an optional one may be absent once the person is erased', () => {
    const wrong: string[] = [];
    for (const [type, { of, fields }] of PERSONAL_DATA) {
      const schema = SCHEMAS[type];
      for (const { path, where, absentWhenErased } of fields) {
        if (!isText(shapeAt(schema, path))) wrong.push(`${type} ${path} is no text`);
        if (absentWhenErased === true && schema?.required?.includes(path) === true)
          wrong.push(`${type} ${path} is required`);
        const beside = where && shapeAt(schema, [...path.split('.').slice(0, -1), where.field].join('.'));
        if (where !== undefined && beside === undefined) wrong.push(`${type} ${path}: no ${where.field} beside it`);
      }
      const named = of === 'stream' || !('named' in of) ? [] : Object.values(of.named);
      for (const field of named) if (shapeAt(schema, field) === undefined) wrong.push(`${type} has no ${field}`);
    }
    expect(wrong).toEqual([]);
  });
});
