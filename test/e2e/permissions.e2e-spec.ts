import { LocalTokens, REFUSALS, type Refusals } from '@evidesk/platform';
import { COMMANDS, loadShippedProfile, type ProcessProfile } from '@evidesk/profiles';
import { openDesk, type TestDesk } from '../support/desk.js';
import { type DescribedRoute, knock, routesOf } from '../support/routes.js';

const PRESETS = ['std-4tier', 'hhlc-itss', 'blueking-fault', 'servicedesk-phase1'];

/** The roles of the requirements' matrix, in the order of its columns. */
const TEN = 'end_user service_desk l1 l2 l3 incident_manager qc process_admin auditor monitor'.split(' ');

/**
 * The role × command matrix of the requirements, written down a second time: Y allowed, o as the profile has it,
 * `.` refused. Rows that are one command here are put together: the manager has no form of support to fill in.
 */
const REQUIRED: readonly (readonly [ids: string, letters: string, commands: readonly string[]])[] = [
  ['S0-43 S0-44 S1-23', 'YYYo.Y...Y', ['RecordIncident']],
  ['S0-45', '.Yo..Y....', ['ClassifyIncident']],
  ['S1-64 S1-65', '.YYYYY....', ['ChangePriority']],
  ['S0-46 S0-48 S0-49', '.YYYYo....', ['RecordSupport']],
  ['S0-46 S0-48', '.YYY.Y....', ['EscalateIncident']],
  ['S0-49 S0-50 S0-51', '....Y.....', ['ApplyForChange']],
  ['S1-45', '...Y.Y....', ['RaiseCoordination']],
  ['S0-32', '.YYYY.....', ['ApplyWorkaround']],
  ['S0-47 S0-52', '.Yooo.....', ['ResolveIncident', 'RecordSolution']],
  ['S0-33 S1-41', 'YY........', ['ConfirmResolution', 'RejectResolution']],
  ['S0-53 S1-26 S2-24', '.Yo...o...', ['CloseIncident']],
  ['S1-07 C14', '.YYYYY....', ['MarkDuplicate', 'UnmarkDuplicate', 'LinkIncident', 'UnlinkIncident']],
  ['S4-46', '.YoooY....', ['AssignIncident']],
  ['S0-23', '.o...Y....', ['DeclareMajorIncident']],
  ['S1-28', '.YY..Y....', ['RecordFollowUp']],
  ['S2-22', '...Y......', ['WriteFaultReview']],
  ['S2-23', '......Y...', ['AssessQuality']],
  ['S1-20', '.YYYYY....', ['SubmitKnowledge', 'ReviseKnowledge']],
  ['S1-25', '...YYY....', ['ReturnKnowledge', 'ApproveKnowledge', 'ReviewKnowledge', 'RetireKnowledge']],
  ['S1-51', '.YYYYYY.Y.', ['ReadKnowledge']],
  ['S2-14', '.......Y..', ['PublishProfile']],
  ['S1-39', 'YooooYo.Y.', ['ReadHistory']],
];

describe.each(PRESETS)('the permissions of %s over HTTP', (preset) => {
  let desk: TestDesk;
  let profile: ProcessProfile;
  let routes: readonly DescribedRoute[];
  const tokens = new Map<string, string>();

  beforeAll(async () => {
    profile = await loadShippedProfile(preset);
    desk = await openDesk({ EVIDESK_PROFILE: preset });
    routes = await routesOf(desk);
    const issuer = await LocalTokens.open(desk.config.dataDir, 3_600);
    for (const { code } of profile.roles) tokens.set(code, await issuer.issue({ sub: `the-${code}`, roles: [code] }));
  }, 60_000);

  afterAll(() => desk.close());

  const guarded = () => routes.filter(({ permission }) => permission !== undefined);
  /** Every route by the default profile; by the others, whose routes are the same, one for each permission. */
  const perPermission = () => {
    if (preset === PRESETS[0]) return guarded();
    return [...new Map(guarded().map((route) => [route.permission, route])).values()];
  };
  const refuses = async (route: DescribedRoute, role: string) =>
    (await knock(desk, route, tokens.get(role))).code === 'auth.role-not-permitted';

  it('S0-43 S0-53 each role may call what the matrix grants it, and nothing else', async () => {
    const wrong: string[] = [];
    for (const role of tokens.keys()) {
      for (const route of perPermission()) {
        const granted = profile.permissions[route.permission ?? '']?.includes(role) === true;
        const refused = await refuses(route, role);
        if (refused === granted) wrong.push(`${role}: ${route.method} ${route.template} ${refused ? 'no' : 'yes'}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(guarded().length).toBeGreaterThan(70);
  }, 300_000);

  it('nobody may call anything without a token, but what is public', async () => {
    for (const route of guarded())
      expect([route.template, (await knock(desk, route)).status]).toEqual([route.template, 401]);
    const open = routes.filter(({ permission }) => permission === undefined);
    expect(open.map(({ template }) => template).sort()).toEqual(['/health/live', '/health/ready']);
  }, 60_000);

  it('asks for no permission that a profile could not grant', () => {
    const known: readonly string[] = COMMANDS;
    expect(guarded().filter(({ permission }) => !known.includes(permission ?? ''))).toEqual([]);
  });

  it('S2-04 lets auditors read, and change nothing', () => {
    const may = guarded().filter(({ permission }) => profile.permissions[permission ?? '']?.includes('auditor'));
    expect(may.length).toBeGreaterThan(10);
    expect(may.filter(({ permission }) => !/^Read[A-Z]/.test(permission ?? ''))).toEqual([]);
  });

  it('counts refusals by code and permission, for the metrics', async () => {
    const refusals = desk.server.app.get<Refusals>(REFUSALS);
    const route = guarded().find(({ permission }) => permission === 'PublishProfile');
    const count = () =>
      refusals
        .list()
        .find(({ code, permission }) => code === 'auth.role-not-permitted' && permission === 'PublishProfile')?.count ??
      0;
    const before = count();
    await knock(desk, route as DescribedRoute, tokens.get('end_user'));
    expect(count()).toBe(before + 1);
    expect(refusals.list().find(({ code }) => code === 'auth.no-token')?.count).toBeGreaterThan(0);
  });

  if (preset === 'std-4tier') {
    it.each(REQUIRED)('%s as the requirements have it: %s for %j', async (_ids, letters, commands) => {
      for (const command of commands) {
        const route = routes.find(({ permission }) => permission === command);
        expect([command, route?.method]).toEqual([command, command.startsWith('Read') ? 'GET' : 'POST']);
        const found: string[] = [];
        for (const [index, role] of TEN.entries()) {
          const required = letters[index];
          const allowed = !(await refuses(route as DescribedRoute, role));
          found.push(required === 'o' ? 'o' : allowed ? 'Y' : '.');
        }
        expect([command, found.join('')]).toEqual([command, letters]);
      }
    });
  }
});
