import { loadShippedProfile } from '../../application/shipped-profiles.js';
import type { ProcessProfile } from '../../contract/process-profile.js';
import { validateProfile } from '../validate-profile.js';

type Draft = { -readonly [K in keyof ProcessProfile]: ProcessProfile[K] };

let valid: ProcessProfile;
beforeAll(async () => {
  valid = await loadShippedProfile('servicedesk-phase1');
});

function findings(change: (draft: Draft) => void): readonly string[] {
  const draft = structuredClone(valid);
  change(draft);
  return validateProfile(draft).map(({ code, path }) => `${code} ${path}`);
}

describe('Deadlines', () => {
  it('S4-51 finds deadlines that nobody would tell, or escalate', () => {
    expect(findings((d) => delete d.permissions['ReachDeadlines'])).toEqual(['deadlines-without-actor /permissions']);
    expect(findings((d) => (d.permissions['EscalateOverdue'] = []))).toEqual(['deadlines-without-actor /permissions']);
  });

  it('S1-41 finds no time to answer', () => {
    expect(
      findings((d) => {
        d.closing.confirmationReminders = ['P1D', 'P0D'];
        d.closing.confirmAutomaticallyAfter = 'PT0H';
      }),
    ).toEqual(['empty-duration /closing/confirmationReminders/1', 'empty-duration /closing/confirmAutomaticallyAfter']);
  });
});
