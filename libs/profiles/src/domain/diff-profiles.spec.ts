import { loadShippedProfile } from '../application/shipped-profiles.js';
import type { ProcessProfile } from '../contract/process-profile.js';
import { diffProfiles } from './diff-profiles.js';

let before: ProcessProfile;
beforeAll(async () => {
  before = await loadShippedProfile('std-4tier');
});

describe('diffProfiles', () => {
  it('S0-06 finds nothing between a version and itself', () => {
    expect(diffProfiles(before, structuredClone(before))).toEqual([]);
  });

  it('S0-06 names what changed, was added and was removed', () => {
    const after = structuredClone(before);
    after.timeZone = 'Europe/Berlin';
    const critical = after.slaTargets.find(({ priority }) => priority === 'P1');
    if (critical !== undefined) critical.response = 'PT10M';
    after.permissions['CloseIncident']?.push('l1');
    after.systemBugUnits = undefined;
    after.channels.splice(0, 1);
    expect(diffProfiles(before, after)).toEqual([
      { path: '/timeZone', from: 'Asia/Shanghai', to: 'Europe/Berlin' },
      { path: '/permissions/CloseIncident/l1', to: 'l1' },
      { path: '/channels/phone', from: before.channels[0] },
      { path: '/slaTargets/incident P1/response', from: 'PT15M', to: 'PT10M' },
      { path: '/systemBugUnits', from: 3 },
    ]);
  });

  it('S0-42 shows a change of order, because the first of two edges is the default', () => {
    const after = structuredClone(before);
    const escalation = after.transitions.splice(2, 1);
    after.transitions.splice(3, 0, ...escalation);
    expect(diffProfiles(before, after).map(({ path }) => path)).toEqual(['/transitions/-']);
  });
});
