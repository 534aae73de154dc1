import { compileProfile, type CompiledProfile, loadShippedProfile, validateForm } from '@evidesk/profiles';
import { loadInboundMapping, parseInboundMapping } from '../mapping/load-mapping.js';
import { draftIncident, type Facts } from './draft.js';

const GIVEN = { description: 'x', discoveredAt: '2026-11-21T10:00:00.000Z' };
const facts =
  (known: Readonly<Record<string, string>>): Facts =>
  (name) =>
    known[name];
const PROFILES = ['std-4tier', 'hhlc-itss', 'blueking-fault', 'servicedesk-phase1'];
const compiled = async (name: string): Promise<CompiledProfile> => compileProfile(await loadShippedProfile(name));

describe('draftIncident', () => {
  it.each(PROFILES.flatMap((profile) => (['alertmanager', 'email'] as const).map((name) => [name, profile] as const)))(
    'S4-16 S4-17 what the mapping %s makes is complete for the entry form of %s',
    async (name, profile) => {
      const desk = await compiled(profile);
      const known = { alertname: 'DiskFull', severity: 'critical', from_address: 'a@b.example', instance: 'db-1' };
      const draft = draftIncident(await loadInboundMapping(name), desk, facts(known), GIVEN);
      const { source, channel, ...form } = draft;
      expect(validateForm(desk.entryForm, JSON.parse(JSON.stringify(form)))).toEqual([]);
      expect([desk.isSource(source), desk.isChannel(channel), desk.isType(draft.type ?? '')]).toEqual([
        true,
        true,
        true,
      ]);
    },
  );

  it.each([
    ['critical', 'P1'],
    ['CRITICAL', 'P1'],
    ['error', 'P2'],
    ['warning', 'P3'],
    ['info', 'P4'],
    ['something else', 'P3'],
    ['', 'P3'],
  ])('S0-57 severity %j is priority %s', async (severity, priority) => {
    const mapping = await loadInboundMapping('alertmanager');
    expect(draftIncident(mapping, await compiled('std-4tier'), facts({ severity }), GIVEN).priority).toBe(priority);
  });

  it('C1 takes the first code that the profile knows', async () => {
    const mapping = await loadInboundMapping('alertmanager');
    const draft = draftIncident(mapping, await compiled('hhlc-itss'), facts({ severity: 'critical' }), GIVEN);
    expect(draft).toMatchObject({ priority: 'P2', type: 'failure' });
  });

  it('S0-59 keeps names to one line within their bounds', async () => {
    const mapping = await loadInboundMapping('email');
    const long = { from_name: 'x\r\n'.repeat(500), from_address: 'a@b.example', subject: '标题'.repeat(500) };
    const draft = draftIncident(mapping, await compiled('std-4tier'), facts(long), GIVEN);
    expect(draft.reporter).toMatch(/^[^\r\n]{1,200}$/);
    expect(draft.title).toMatch(/^[^\r\n]{1,200}$/);
  });

  it('refuses a mapping that is none, saying what is wrong', () => {
    expect(() => parseInboundMapping('email', 'name: email')).toThrow(/must have required property 'codes'/);
    expect(() => parseInboundMapping('email', 'name: alertmanager\ncodes: {}\ntexts: {}')).toThrow(/the mapping email/);
  });
});
