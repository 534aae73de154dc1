import { compileProfile, loadShippedProfile, shippedProfiles, validateForm } from '@evidesk/profiles';
import fc from 'fast-check';
import { DeskRules } from './desk-rules.js';
import { fillIn } from './forms.js';

const AT = '2026-11-02T01:00:00.000Z';

describe('fillIn', () => {
  it('S0-89 leaves no form of any preset incomplete, whatever is known', async () => {
    for (const { name } of await shippedProfiles()) {
      const profile = compileProfile(await loadShippedProfile(name));
      for (const code of Object.keys(profile.definition.forms)) {
        const form = profile.form(code)!;
        for (const resolved of [true, false]) {
          const { fields, extra } = fillIn(form, { resolved, nonsense: 'x' }, ['resolved'], AT);
          expect([name, code, validateForm(form, { ...fields, ...extra })]).toEqual([name, code, []]);
        }
      }
    }
  });

  it('keeps what is answered, and puts what the command does not have under extra', () => {
    const form = {
      labels: { en: 'F', 'zh-CN': 'F' },
      fields: ['diagnosis', 'handlingRecord'].map((name) => ({
        name,
        labels: { en: name, 'zh-CN': name },
        type: 'string' as const,
        required: true,
      })),
    };
    expect(fillIn(form, { diagnosis: 'd', unasked: 'u' }, ['diagnosis'], AT)).toEqual({
      fields: { diagnosis: 'd' },
      extra: { handlingRecord: expect.any(String) as string },
    });
  });
});

describe('DeskRules', () => {
  it('C1 finds the nearest priority, and counts what is missing', async () => {
    const rules = new DeskRules(compileProfile(await loadShippedProfile('hhlc-itss')));
    const codes = rules.profile.definition.priorities.map(({ code }) => code);
    expect(['P1', 'P2', 'P3', 'P4'].every((code) => codes.includes(rules.priority(code)))).toBe(true);
    expect(codes).toContain(rules.priority('Sev-9', 7));
    expect(rules.missing.map(({ list, code }) => `${list} ${code}`)).toContain('priority Sev-9');
  });

  it('C21 works by the calendar of the target: round the clock where that counts, in office hours where those do', async () => {
    const rules = new DeskRules(compileProfile(await loadShippedProfile('std-4tier')));
    const saturday = Date.parse('2026-11-07T02:00:00.000Z');
    expect(rules.hours('incident', 'P1').addMs(saturday, 60_000)).toBe(saturday + 60_000);
    expect(new Date(rules.hours('incident', 'P3').addMs(saturday, 60_000)).toISOString()).toBe(
      '2026-11-09T01:01:00.000Z',
    );
  });

  it('has no role do what its matrix does not let, where another of the stage may', async () => {
    for (const { name } of await shippedProfiles()) {
      const rules = new DeskRules(compileProfile(await loadShippedProfile(name)));
      const { stages } = rules.profile.definition;
      fc.assert(
        fc.property(fc.constantFrom(...stages), (stage) => {
          const { roles } = rules.at(stage, 'RecordSupport', 1);
          const could = stage.roles.some((role) => rules.profile.mayRole('RecordSupport', [role]));
          expect(rules.profile.mayRole('RecordSupport', roles)).toBe(could);
        }),
      );
    }
  });
});
