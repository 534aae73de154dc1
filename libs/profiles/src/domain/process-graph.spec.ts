import fc from 'fast-check';
import { loadShippedProfile } from '../application/shipped-profiles.js';
import { TRIGGERS, type ProcessProfile } from '../contract/process-profile.js';
import { compileProfile } from './process-graph.js';

let profile: ProcessProfile;
beforeAll(async () => {
  profile = await loadShippedProfile('std-4tier');
});

describe('compileProfile', () => {
  it('S0-42 leads only along edges, whatever is asked', () => {
    const compiled = compileProfile(profile);
    const places = [
      ...profile.stages.map(({ code }) => code),
      ...profile.tiers.map(({ code }) => code),
      '',
      'constructor',
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...places),
        fc.constantFrom(...TRIGGERS),
        fc.option(fc.constantFrom(...places), { nil: undefined }),
        (from, on, wanted) => {
          const to = compiled.target(from, on, wanted);
          const isEdge = profile.transitions.some(
            (edge) => edge.from === from && edge.on === on && edge.to === to?.code,
          );
          expect(to === undefined || isEdge).toBe(true);
        },
      ),
    );
  });

  it('knows nothing by the names of every object', () => {
    const compiled = compileProfile(profile);
    for (const name of ['constructor', '__proto__', 'toString', '']) {
      expect(compiled.mayRole(name, ['service_desk'])).toBe(false);
      expect(compiled.mayRole('CloseIncident', [name])).toBe(false);
      expect([compiled.isType(name), compiled.isCategory(name), compiled.isCause(name)]).toEqual([false, false, false]);
      expect(compiled.priorityFor(name, name)).toBeUndefined();
      expect(() => compiled.stage(name)).toThrow('no stage');
      expect(() => compiled.line(name)).toThrow('no tier');
      expect([compiled.form(name), compiled.outcome(name)]).toEqual([undefined, undefined]);
    }
  });

  it('leaves the profile as it was', () => {
    const before = structuredClone(profile);
    compileProfile(profile);
    expect(profile).toEqual(before);
  });

  it('refuses a profile without an end or a beginning', () => {
    const endless = { ...profile, stages: profile.stages.filter(({ kind }) => kind !== 'closing') };
    expect(() => compileProfile(endless)).toThrow('a closing stage');
    expect(() => compileProfile({ ...profile, entry: { ...profile.entry, stage: 'x' } })).toThrow('an entry stage');
    expect(() => compileProfile({ ...profile, entry: { ...profile.entry, form: 'x' } })).toThrow('an entry form');
  });

  it('S2-14 carries the version that it is', () => {
    expect(compileProfile(profile, { name: 'std-4tier', version: 2 }).reference).toEqual({
      name: 'std-4tier',
      version: 2,
    });
    expect(compileProfile(profile).reference).toEqual({ name: 'std-4tier', version: 0 });
  });
});
