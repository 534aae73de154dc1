import type { JsonObject, JsonValue } from '@evidesk/kernel';
import { compileProfile, loadShippedProfile, validateForm, type CompiledProfile, type Form } from '../index.js';

let desk: CompiledProfile;
beforeAll(async () => {
  desk = compileProfile(await loadShippedProfile('std-4tier'));
});

const at = '2026-11-21T08:30:00.000Z';
const COMPLETE: Readonly<Record<string, JsonObject>> = {
  record: {
    description: 'no network',
    type: 'failure',
    priority: 'P2',
    discoveredAt: at,
    reporter: '王',
    contact: '6001',
  },
  initial_support: { supporter: 'd1', diagnosis: 'cable', resolved: true },
  second_line: { supporter: 's2', diagnosis: 'switch', resolved: true },
  third_line: { supporter: 's3', diagnosis: 'routing', resolved: true },
  change_application: { description: 'new switch', riskAssessment: 'low', rollbackPlan: 'old switch' },
  resolution: { resolvedAt: at },
  solution_record: { solution: 'replaced the switch' },
  closing: { outcome: 'resolved', closedAt: at },
  review: { summary: 'all in all' },
  assessment: { impactScope: 'one floor', cause: 'age', handling: 'quick' },
};

function form(code: string): Form {
  const found = desk.form(code);
  if (found === undefined) throw new Error(`no form ${code}`);
  return found;
}

const codes = (code: string, values: JsonObject) =>
  validateForm(form(code), values).map((error) => `${error.pointer} ${error.code}`);

/** Wrong answers by type: what must be refused in a field of this type. */
const WRONG: Readonly<Record<string, readonly [JsonValue, string]>> = {
  'rich text': [7, 'wrong-type'],
  string: [7, 'wrong-type'],
  'yes/no': ['yes', 'wrong-type'],
  'date/time': ['yesterday', 'bad-instant'],
  'single choice': ['no such option', 'not-an-option'],
};

const REQUIRED = [
  ['S0-55', 'record', 'description', 'rich text'],
  ['S0-56', 'record', 'type', 'single choice'],
  ['S0-57', 'record', 'priority', 'single choice'],
  ['S0-58', 'record', 'discoveredAt', 'date/time'],
  ['S0-59', 'record', 'reporter', 'string'],
  ['S0-60', 'record', 'contact', 'string'],
  ['S0-62', 'initial_support', 'supporter', 'string'],
  ['S0-63', 'initial_support', 'diagnosis', 'rich text'],
  ['S0-65', 'initial_support', 'resolved', 'yes/no'],
  ['S0-68', 'second_line', 'supporter', 'string'],
  ['S0-69', 'second_line', 'diagnosis', 'rich text'],
  ['S0-71', 'second_line', 'resolved', 'yes/no'],
  ['S0-74', 'third_line', 'supporter', 'string'],
  ['S0-75', 'third_line', 'diagnosis', 'rich text'],
  ['S0-77', 'third_line', 'resolved', 'yes/no'],
  ['S0-81', 'change_application', 'description', 'rich text'],
  ['S0-82', 'change_application', 'riskAssessment', 'rich text'],
  ['S0-83', 'change_application', 'rollbackPlan', 'rich text'],
  ['S0-85', 'resolution', 'resolvedAt', 'date/time'],
  ['S0-86', 'solution_record', 'solution', 'rich text'],
  ['S0-88', 'closing', 'closedAt', 'date/time'],
  ['C9', 'closing', 'outcome', 'single choice'],
  ['S2-22', 'review', 'summary', 'rich text'],
  ['S2-23', 'assessment', 'impactScope', 'rich text'],
  ['S2-23', 'assessment', 'cause', 'rich text'],
  ['S2-23', 'assessment', 'handling', 'rich text'],
] as const;

const OPTIONAL = [
  ['S0-64', 'initial_support', 'measures', 'rich text'],
  ['S0-70', 'second_line', 'solution', 'rich text'],
  ['S0-76', 'third_line', 'solution', 'rich text'],
  ['S0-78', 'third_line', 'changeNeeded', 'yes/no'],
  ['S0-87', 'closing', 'feedback', 'rich text'],
  ['S0-34', 'solution_record', 'handlingProcess', 'rich text'],
  ['S1-78', 'solution_record', 'cause', 'single choice'],
  ['S4-33', 'record', 'title', 'string'],
  ['S4-38', 'record', 'category', 'single choice'],
  ['S4-39', 'record', 'subcategory', 'single choice'],
  ['C6', 'record', 'impact', 'single choice'],
  ['S4-36', 'record', 'urgency', 'single choice'],
  ['S4-35', 'record', 'impactScope', 'string'],
  ['S4-40', 'record', 'affectedCi', 'string'],
  ['S1-07', 'record', 'symptom', 'string'],
  ['S1-79', 'record', 'reportingUnit', 'string'],
  ['S1-35', 'record', 'customer', 'string'],
  ['S1-03', 'record', 'contract', 'string'],
  ['S1-65', 'record', 'dataUploadAffected', 'yes/no'],
  ['S2-18', 'record', 'handlingTeam', 'string'],
] as const;

describe('std-4tier: forms', () => {
  it.each(Object.keys(COMPLETE))('S0-89 form %s accepts a complete answer', (code) => {
    expect(validateForm(form(code), COMPLETE[code] ?? {})).toEqual([]);
  });

  it.each(REQUIRED)('%s form %s: %s is required, %s', (_id, code, field, type) => {
    const { [field]: _left, ...rest } = { ...COMPLETE[code] };
    expect(codes(code, rest)).toEqual([`/${field} required`]);
    const [wrong, error] = WRONG[type] ?? ['', ''];
    expect(codes(code, { ...rest, [field]: wrong })).toEqual([`/${field} ${error}`]);
  });

  it.each(OPTIONAL)('%s form %s: %s is optional, %s', (_id, code, field, type) => {
    const [wrong, error] = WRONG[type] ?? ['', ''];
    expect(codes(code, { ...COMPLETE[code], [field]: wrong })).toEqual([`/${field} ${error}`]);
  });

  it.each([
    ['S0-66', 'initial_support'],
    ['S0-72', 'second_line'],
  ])('%s form %s: an escalation reason is required when it is not resolved', (_id, code) => {
    const open = { ...COMPLETE[code], resolved: false };
    expect(codes(code, open)).toEqual(['/escalationReason required']);
    expect(codes(code, { ...open, escalationReason: '  ' })).toEqual(['/escalationReason required']);
    expect(codes(code, { ...open, escalationReason: 'needs the vendor' })).toEqual([]);
  });

  it.each([
    ['S0-54', 'record', 'number'],
    ['S0-61', 'initial_support', 'number'],
    ['S0-67', 'second_line', 'number'],
    ['S0-73', 'third_line', 'number'],
    ['S0-79', 'change_application', 'changeNumber'],
    ['S0-80', 'change_application', 'number'],
    ['S0-84', 'closing', 'number'],
  ])('%s form %s: the %s is given by the system and is no input', (_id, code, field) => {
    expect(codes(code, { ...COMPLETE[code], [field]: 'INC-202611-000001' })).toEqual([`/${field} unknown`]);
  });

  it('S0-56 C12 offers the six types', () => {
    const options = form('record').fields.find(({ name }) => name === 'type')?.options;
    expect(options).toEqual(['failure', 'alert', 'consultation', 'user_reported', 'service_request', 'security']);
  });

  it('S0-57 offers four priorities', () => {
    expect(form('record').fields.find(({ name }) => name === 'priority')?.options).toEqual(['P1', 'P2', 'P3', 'P4']);
  });

  it.each([
    ['initial_support', 'initial_support'],
    ['first_line', 'initial_support'],
    ['second_line', 'second_line'],
    ['third_line', 'third_line'],
    ['change_application', 'change_application'],
    ['resolution', 'resolution'],
    ['solution_record', 'solution_record'],
    ['closing', 'closing'],
  ])('S0-89 stage %s fills in form %s', (stage, code) => {
    expect(desk.formOf(stage)).toBe(form(code));
  });

  it('S0-89 every required field is proved by a test above', () => {
    const proved = REQUIRED.map(([, code, field]) => `${code}.${field}`).sort();
    const required = Object.entries(desk.definition.forms).flatMap(([code, { fields }]) =>
      fields.filter((field) => field.required === true).map(({ name }) => `${code}.${name}`),
    );
    expect(required.sort()).toEqual(proved);
  });
});
