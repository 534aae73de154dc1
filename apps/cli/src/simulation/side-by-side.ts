import type { Ratio } from '@evidesk/reporting';
import type { Figures, Missing, Simulated } from '@evidesk/simulation';
import { table } from '../table.js';

/** What came of one profile. */
export interface Run {
  readonly profile: { readonly name: string; readonly label: string; readonly digest: string };
  readonly result: Simulated;
}

type Row = readonly [name: string, of: (figures: Figures) => string];

/** Figures of one profile or several, a column each. */
export function sideBySide(runs: readonly Run[]): string {
  const figures = runs.map(({ result }) => result.figures);
  const priorities = [
    ...new Set(
      figures.flatMap(({ responseAttainment, resolutionAttainment }) => [
        ...Object.keys(responseAttainment.byPriority),
        ...Object.keys(resolutionAttainment.byPriority),
      ]),
    ),
  ].sort();
  const clocks = (of: 'warnings' | 'breaches') =>
    [...new Set(figures.flatMap((each) => Object.keys(each[of])))].sort().map((clock): Row => {
      return [`  ${of === 'warnings' ? 'warnings' : 'breaches'}, ${clock}`, (each) => String(each[of][clock] ?? 0)];
    });
  const rows: readonly Row[] = [
    ...COUNTS,
    ...TIMES,
    ...RATES,
    ['SLA attainment', ({ slaAttainment }) => percent(slaAttainment)],
    ['  response', ({ responseAttainment }) => percent(responseAttainment.all)],
    ...priorities.map((code): Row => [`    ${code}`, (each) => percent(each.responseAttainment.byPriority[code])]),
    ['  resolution', ({ resolutionAttainment }) => percent(resolutionAttainment.all)],
    ...priorities.map((code): Row => [`    ${code}`, (each) => percent(each.resolutionAttainment.byPriority[code])]),
    ...clocks('warnings'),
    ...clocks('breaches'),
    ...EVENTS,
  ];
  const lines = rows.map(([name, of]) => [name, ...figures.map(of)]);
  return table(['', ...runs.map(({ profile }) => profile.label)], lines);
}

const COUNTS: readonly Row[] = [
  ['incidents recorded', ({ recorded }) => String(recorded)],
  ['  closed', ({ closed }) => String(closed)],
  ['  cancelled, duplicates', ({ cancelled, duplicates }) => `${cancelled}, ${duplicates}`],
  ['  open at the end', ({ open }) => String(open)],
  ['closure rate', ({ closureRate }) => percent(closureRate)],
];

const times = (name: string, of: 'response' | 'responseWorking' | 'resolution' | 'resolutionWorking'): readonly Row[] =>
  (['mean', 'median', 'p90'] as const).map((figure, index): Row => {
    return [index === 0 ? `${name}: ${figure}` : `  ${figure}`, (each) => duration(each[of][figure])];
  });

const TIMES: readonly Row[] = [
  ...times('response', 'response'),
  ...times('response, working time', 'responseWorking'),
  ...times('resolution', 'resolution'),
  ...times('resolution, working time', 'resolutionWorking'),
];

const RATES: readonly Row[] = [
  ['resolution rate', ({ resolutionRate }) => percent(resolutionRate)],
  ['on-time resolution rate', ({ onTimeResolutionRate }) => percent(onTimeResolutionRate)],
  ['follow-up timeliness', ({ followUpTimeliness }) => percent(followUpTimeliness)],
  ['first-line resolution rate', ({ firstLineResolutionRate }) => percent(firstLineResolutionRate)],
  ['second-line resolution rate', ({ secondLineResolutionRate }) => percent(secondLineResolutionRate)],
];

const EVENTS: readonly Row[] = [
  ['escalations to the next line', ({ escalations }) => String(escalations.functional)],
  ['escalations to a manager', ({ escalations }) => String(escalations.hierarchical)],
  ['  of both, automatic', ({ escalations }) => String(escalations.automatic)],
  ['reassignments', ({ reassignments }) => String(reassignments)],
  ['reminders to confirm', ({ reminders }) => String(reminders)],
  ['confirmations handed to the desk', ({ handedOver }) => String(handedOver)],
];

function percent(ratio: Ratio | undefined): string {
  if (ratio?.value === null || ratio?.value === undefined) return '–';
  return `${ratio.value.toFixed(2)} % (${ratio.numerator}/${ratio.denominator})`;
}

/** `2 d 03:10`, `3:25 h`, `12 min`. */
function duration(ms: number | null): string {
  if (ms === null) return '–';
  const minutes = Math.round(ms / 60_000);
  const [days, hours, rest] = [Math.floor(minutes / 1_440), Math.floor(minutes / 60) % 24, minutes % 60];
  const two = (value: number) => String(value).padStart(2, '0');
  if (days > 0) return `${days} d ${two(hours)}:${two(rest)}`;
  return hours > 0 ? `${hours}:${two(rest)} h` : `${rest} min`;
}

/** What the figures do not show: codes that are missing, facts without a place, refused commands. */
export function remarks({ profile, result }: Run): readonly string[] {
  const { missing, inapplicable, refused } = result;
  const of = (text: string) => `${profile.label}: ${text}`;
  const [first] = refused;
  const lists = [...new Set(missing.map(({ list }) => list))];
  return [
    ...lists.map((list) =>
      of(
        `no ${list} ${missing
          .filter((each) => each.list === list)
          .map(inWords)
          .join(', ')}`,
      ),
    ),
    ...Object.entries(inapplicable).map(([kind, count]) =>
      of(`no place for ${count} facts of the kind ${kind}, or they had come about already`),
    ),
    ...(first === undefined
      ? []
      : [of(`${refused.length} commands were refused, the first: ${first.command} by ${first.by}: ${first.message}`)]),
  ];
}

const inWords = ({ code, count, instead }: Missing): string =>
  `${code} (${count} times${instead === null ? '' : `: ${instead}`})`;
