import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { jest } from '@jest/globals';
import { openSqliteEventStore } from '@evidesk/event-store';
import { shippedProfilesFolder } from '@evidesk/profiles';
import { START } from '@evidesk/kernel';
import { type Figures, Tally } from '@evidesk/simulation';
import { EXIT } from '../exit-codes.js';
import { run } from '../main.js';

const SERVICENOW = fileURLToPath(
  new URL('../../../../test/real-data/servicenow-incidents-2016.csv.gz', import.meta.url),
);
const STANDARD = readFileSync(join(shippedProfilesFolder(), 'std-4tier.yaml'), 'utf8');
/** How many incidents of the log are replayed. */
const TAKEN = 200;
const MONTH = ['--from', '2026-11-01', '--to', '2026-12-01', '--seed', '3'];

interface Answer {
  readonly runs: readonly {
    readonly profile: { readonly name: string; readonly label: string };
    readonly figures: Figures;
    readonly missing: readonly { readonly list: string; readonly code: string; readonly count: number }[];
    readonly refused: readonly unknown[];
    readonly inapplicable: Readonly<Record<string, number>>;
  }[];
}

jest.setTimeout(180_000);

const folder = mkdtempSync(join(tmpdir(), 'evidesk-simulate-'));
const data = join(folder, 'data');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const evidesk = (...argv: readonly string[]) => evideskIn(data, ...argv);

async function evideskIn(folderOfData: string, ...argv: readonly string[]) {
  let [out, err] = ['', ''];
  const stdout = { write: (text: string) => (out += text) };
  const stderr = { write: (text: string) => (err += text) };
  const env = { EVIDESK_DATA: folderOfData, EVIDESK_LOG_LEVEL: 'silent' };
  return { code: await run(argv, { env, stdout, stderr, watched: false }), out, err };
}

async function simulate(...argv: readonly string[]): Promise<Answer> {
  const { code, out, err } = await evidesk('simulate', '--json', ...argv);
  expect([code, err]).toEqual([EXIT.ok, '']);
  return JSON.parse(out.trimEnd().split('\n').at(-1) ?? '') as Answer;
}

/** The log's first incidents, each whole: its rows stand together. */
function beginningOfTheLog(): string {
  const [head, ...rows] = gunzipSync(readFileSync(SERVICENOW)).toString().split('\n');
  const numbers = new Set<string>();
  const taken = rows.filter((row) => numbers.add(row.split(',', 1)[0] ?? '').size <= TAKEN);
  const file = join(folder, 'log.csv');
  writeFileSync(file, [head, ...taken].join('\n'));
  return file;
}

/** A profile of the operator's own. */
function edited(name: string, ...changes: readonly (readonly [from: string, to: string])[]): string {
  const file = join(folder, name);
  let yaml = STANDARD;
  for (const [from, to] of changes) {
    expect(yaml).toContain(from);
    yaml = yaml.replaceAll(from, to);
  }
  writeFileSync(file, yaml);
  return file;
}

describe('evidesk simulate', () => {
  it('S0-97 prints the figures of a period, and the same for the same seed', async () => {
    const first = await evidesk('simulate', ...MONTH, '--incidents', '60');
    expect([first.code, first.err]).toEqual([EXIT.ok, '']);
    for (const name of ['incidents recorded', 'closure rate', 'p90', 'on-time resolution rate', 'SLA attainment'])
      expect(first.out).toContain(name);
    expect((await evidesk('simulate', ...MONTH, '--incidents', '60')).out).toBe(first.out);
  });

  it('S4-67 gives the same figures under the same profile, and others under another', async () => {
    const same = edited('same.yaml');
    const strict = edited(
      'strict.yaml',
      ['resolution: PT24H', 'resolution: PT1H'],
      ['response: PT4H', 'response: PT5M'],
    );
    const { runs } = await simulate(...MONTH, '--incidents', '150', '--what-if', same, '--what-if', strict);
    const [base, again, stricter] = runs.map(({ figures }) => figures);
    expect(runs.map(({ profile }) => profile.label)).toEqual([
      'std-4tier (1)',
      'std-4tier (same.yaml)',
      'std-4tier (strict.yaml)',
    ]);
    expect(again).toEqual(base);
    expect(stricter?.recorded).toBe(base?.recorded);
    expect(stricter!.responseAttainment.byPriority['P3']!.value!).toBeLessThan(
      base!.responseAttainment.byPriority['P3']!.value!,
    );
    expect(stricter!.resolutionAttainment.byPriority['P3']!.numerator).toBeLessThan(
      base!.resolutionAttainment.byPriority['P3']!.numerator,
    );
    expect(stricter!.breaches['resolution']!).toBeGreaterThan(base!.breaches['resolution']!);
  });

  it('names the codes that a profile does not have', async () => {
    const { runs } = await simulate(...MONTH, '--incidents', '40', '--what-if', 'hhlc-itss');
    expect(runs[0]?.missing).toEqual([]);
    expect(runs[1]?.missing).toContainEqual({
      list: 'type',
      code: 'user_reported',
      count: expect.any(Number) as number,
      instead: 'failure',
    });
  });

  it.each([
    ['an unknown profile', ['--what-if', 'nonsense'], EXIT.notFound, /no profile nonsense.*std-4tier/],
    ['a file that is not there', ['--profile', '/nowhere/at-all.yaml'], EXIT.notFound, /at-all\.yaml/],
    ['a period that ends before it begins', ['--from', '2026-11-01', '--to', '2026-11-01'], EXIT.usage, /not before/],
    ['half a period', ['--from', '2026-11-01'], EXIT.usage, /together/],
    ['no day', ['--from', '2026-02-30', '--to', '2026-03-01'], EXIT.usage, /YYYY-MM-DD/],
    ['too few incidents', ['--incidents', '0'], EXIT.usage, /from 1 to 50000/],
    ['too many incidents', ['--incidents', '50001'], EXIT.usage, /from 1 to 50000/],
    ['a seed for what has happened', ['--history', '--seed', '1'], EXIT.usage, /--seed/],
    ['a history that is not there', ['--history', '--profile', 'std-4tier'], EXIT.notFound, /no event store/],
    ['eleven profiles', Array.from({ length: 10 }, () => ['--what-if', 'std-4tier']).flat(), EXIT.usage, /at most 10/],
  ])('refuses %s', async (_what, argv, code, message) => {
    const said = await evidesk('simulate', ...argv);
    expect([said.code, said.out]).toEqual([code, '']);
    expect(said.err).toMatch(message);
  });

  it('refuses a profile that is none, with the line', async () => {
    const broken = edited('broken.yaml', ['timeZone: Asia/Shanghai', 'timeZone: Mars/Olympus']);
    const { code, err } = await evidesk('simulate', '--what-if', broken);
    expect(code).toBe(EXIT.refused);
    const line = STANDARD.split('\n').indexOf('timeZone: Asia/Shanghai') + 1;
    expect(err).toContain(`broken.yaml:${line}:`);
  });
});

describe('evidesk simulate --history', () => {
  beforeAll(async () => {
    const { code } = await evidesk('import', 'servicenow', beginningOfTheLog());
    expect(code).toBe(EXIT.ok);
  });

  it('S1-58 judges what has happened by another profile: the same facts, other targets', async () => {
    const lax = edited(
      'lax.yaml',
      ...['PT2H', 'PT8H', 'PT24H', 'PT72H'].map((each) => [`resolution: ${each}`, 'resolution: P365D'] as const),
    );
    const { runs } = await simulate('--history', '--what-if', lax);
    const [own, other] = runs;
    expect(runs.flatMap(({ refused }) => refused)).toEqual([]);
    expect(own?.missing).toEqual([]);
    expect(own?.inapplicable).toEqual({});
    expect([own?.figures.recorded, own?.figures.closed]).toEqual([TAKEN, TAKEN]);
    expect(other?.figures.resolution).toEqual(own?.figures.resolution);
    expect(other?.figures.response).toEqual(own?.figures.response);
    expect(other?.figures.resolutionRate).toEqual(own?.figures.resolutionRate);
    expect(own!.figures.onTimeResolutionRate.value!).toBeLessThan(85);
    expect(other!.figures.onTimeResolutionRate.value!).toBeGreaterThan(95);
    // Under the profile under which it was recorded it comes to the figures that are reported of it.
    expect(unautomated(own!.figures)).toEqual(unautomated(await recordedFigures(data)));
  });

  it('replays a month of its own, with its escalations, changes, waits, rejections and duplicates', async () => {
    const own = join(folder, 'own');
    const demo = await evideskIn(own, 'demo', '--seed', '5', '--month', '2026-06', '--incidents', '120');
    expect(demo.code).toBe(EXIT.ok);
    const { code, out } = await evideskIn(own, 'simulate', '--history', '--what-if', 'hhlc-itss', '--json');
    expect(code).toBe(EXIT.ok);
    const { runs } = JSON.parse(out) as Answer;
    const figures = runs[0]!.figures;
    const recorded = await recordedFigures(own);
    // What is still open is overdue by the clock of the replay, and not yet by that of a desk that took it in just now.
    for (const name of ['recorded', 'closed', 'open', 'cancelled', 'duplicates', 'onTimeResolutionRate'] as const)
      expect([name, figures[name]]).toEqual([name, recorded[name]]);
    for (const name of ['response', 'responseWorking', 'resolution', 'resolutionWorking', 'satisfaction'] as const)
      expect([name, figures[name]]).toEqual([name, recorded[name]]);
    expect(runs[1]?.figures.resolution).toEqual(figures.resolution);
  });

  it('takes those of a period alone', async () => {
    const { runs } = await simulate('--history', '--from', '2016-03-01', '--to', '2016-03-02');
    expect(runs[0]?.figures.recorded).toBeGreaterThan(0);
    expect(runs[0]?.figures.recorded).toBeLessThan(300);
    const none = await evidesk('simulate', '--history', '--from', '2017-01-01', '--to', '2017-02-01');
    expect(none.code).toBe(EXIT.notFound);
  });
});

/** The figures without those that process managers move: what is brought in late they leave alone, what is replayed not. */
function unautomated(figures: Figures): Partial<Figures> {
  const {
    escalations: _escalations,
    reassignments: _reassignments,
    firstLineResolutionRate: _firstLine,
    secondLineResolutionRate: _secondLine,
    reminders: _reminders,
    handedOver: _handedOver,
    ...rest
  } = figures;
  return rest;
}

/** What the desk's own events add up to, as the reports reckon. */
async function recordedFigures(of: string): Promise<Figures> {
  const store = openSqliteEventStore({ file: join(of, 'events.db'), mode: 'read' });
  const tally = new Tally();
  for await (const event of store.readAll({ after: START, filter: { streamPrefixes: ['incident-'] } }))
    tally.take(event);
  await store.close();
  return tally.figures();
}
