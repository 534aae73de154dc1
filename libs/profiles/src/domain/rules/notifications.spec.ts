import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readProfileYaml } from '../../application/read-profile-yaml.js';
import { loadShippedProfile, shippedProfilesFolder } from '../../application/shipped-profiles.js';
import type { NotificationRule } from '../../contract/notification-strategy.js';
import type { ProcessProfile } from '../../contract/process-profile.js';
import { notificationFindings } from './notifications.js';

let profile: ProcessProfile;
let yaml: string;
beforeAll(async () => {
  profile = await loadShippedProfile('std-4tier');
  yaml = await readFile(join(shippedProfilesFolder(), 'std-4tier.yaml'), 'utf8');
});

const findings = (...rules: readonly NotificationRule[]) =>
  notificationFindings({ ...profile, notifications: { rules: [...rules] } }).map(({ code, path }) => `${code} ${path}`);

describe('A notification strategy', () => {
  it('S2-13 may tell nobody, when that is what was chosen', () => {
    expect(findings()).toEqual([]);
  });

  it.each<[string, NotificationRule[], string]>([
    [
      'a role that is not there',
      [{ on: 'closed', to: ['reporter', 'boss'], channels: ['email'] }],
      'unknown-role /notifications/rules/0/to/1',
    ],
    ['nobody', [{ on: 'closed', to: [], channels: ['webhook', 'in_app'] }], 'nobody-told /notifications/rules/0/to'],
    [
      'somebody twice',
      [
        { on: 'closed', to: ['l1'], channels: ['email'] },
        { on: 'closed', to: ['owner', 'l1'], channels: ['in_app', 'email'] },
      ],
      'duplicate-notification /notifications/rules/1/to/1',
    ],
  ])('S2-13 S4-52 is refused where it tells %s', (_what, rules, finding) => {
    expect(findings(...rules)).toEqual([finding]);
  });

  it('S4-52 needs nobody for a webhook: the directory says which ones listen', () => {
    expect(findings({ on: 'closed', to: [], channels: ['webhook'] })).toEqual([]);
  });

  it.each([
    ['a role', 'to: [owner], channels: [in_app] }', 'to: [boss], channels: [in_app] }', 'unknown-role'],
    [
      'a channel',
      'on: commented, to: [owner], channels: [in_app]',
      'on: commented, to: [owner], channels: [fax]',
      'enum',
    ],
    ['an occasion', 'on: commented', 'on: praised', 'enum'],
  ])('S2-13 names the line of %s that is not known', (_what, from, to, code) => {
    const line = yaml.split('\n').findIndex((each) => each.includes(from)) + 1;
    expect(readProfileYaml(yaml.replace(from, to)).findings).toMatchObject([{ line, code }]);
  });

  it('S2-13 must be chosen: a profile without one is not published', () => {
    const without = yaml.replace(/\nnotifications:\n(?: {2}.*\n)+/, '\n');
    expect(readProfileYaml(without).findings).toMatchObject([
      { code: 'missing-member', message: 'notifications is missing' },
    ]);
  });
});

describe('The strategies that ship', () => {
  const rulesOf = async (name: string, on: string) =>
    (await loadShippedProfile(name)).notifications.rules.filter((rule) => rule.on === on);
  const told = async (name: string, on: string) => (await rulesOf(name, on)).flatMap(({ to }) => to);
  const presets = ['std-4tier', 'hhlc-itss', 'blueking-fault', 'servicedesk-phase1'];

  it.each(presets)('S1-40 C17 %s tells the reporter of the solution and of the closing', async (name) => {
    expect(await told(name, 'resolved')).toContain('reporter');
    expect(await told(name, 'closed')).toContain('reporter');
  });

  it.each(['std-4tier', 'hhlc-itss'])('S1-11 %s warns owner and incident manager before the breach', async (name) => {
    expect(await told(name, 'sla_warned')).toEqual(['owner', 'incident_manager']);
  });

  it('S1-45 hhlc-itss alerts the second line that an incident is handed to', async () => {
    expect(await told('hhlc-itss', 'escalated')).toEqual(['owner']);
  });

  it('S2-19 blueking-fault sends operations a to-do by e-mail', async () => {
    expect(await rulesOf('blueking-fault', 'classified')).toEqual([
      { on: 'classified', to: ['operations'], channels: ['email', 'in_app'] },
    ]);
  });

  it.each(presets)('S4-51 S4-52 %s tells of a breach by all channels', async (name) => {
    expect((await rulesOf(name, 'sla_breached')).map(({ channels }) => channels)).toEqual([
      ['email', 'in_app', 'webhook'],
    ]);
  });
});
