import type { CompiledProfile, SlaPolicy, SlaTarget } from '@evidesk/profiles';
import { type BusinessCalendar, businessCalendar, type TargetTime, targetTime } from '@evidesk/service-levels';

/** A calendar with its code. */
export interface NamedCalendar {
  readonly code: string;
  readonly reckoning: BusinessCalendar;
}

/** A target that is ready for reckoning. */
export interface ClockTarget {
  readonly duration: string;
  readonly time: TargetTime;
  readonly calendar: NamedCalendar;
}

/** A row of the SLA table. */
export interface ClockTargets {
  readonly response?: ClockTarget;
  readonly resolution: ClockTarget;
}

/** What the clocks of a profile go by. */
export interface ClockRules {
  readonly policy: SlaPolicy;
  /** Shares in per cent, in order, each once. */
  readonly warnAt: readonly number[];
  /** All calendars that targets go by, and the one without a target: pauses are measured by each (C27). */
  readonly calendars: readonly NamedCalendar[];
  /** The first calendar of the profile: it holds where there is no target. */
  readonly fallback: NamedCalendar;
  /** The first calendar that has hours: people are given time to answer by it. */
  readonly officeHours: NamedCalendar;
  readonly row: (recordType: string, priority: string) => ClockTargets | undefined;
}

const compiled = new WeakMap<CompiledProfile, ClockRules>();

/** The clock rules of a profile, prepared once. */
export function clockRules(profile: CompiledProfile): ClockRules {
  const known = compiled.get(profile);
  if (known !== undefined) return known;
  const rules = compile(profile);
  compiled.set(profile, rules);
  return rules;
}

const SILENT: SlaPolicy = {
  startsAt: 'reported',
  judgedBy: 'target_at_resolution',
  workaroundEndsResolution: false,
  warnAtPercent: [],
};

function compile(profile: CompiledProfile): ClockRules {
  const { definition } = profile;
  const policy = definition.slaPolicy ?? SILENT;
  const named = new Map<string, NamedCalendar>();
  const calendarOf = (code: string): NamedCalendar => {
    const found = named.get(code) ?? prepare(code, profile);
    named.set(code, found);
    return found;
  };
  const first = definition.calendars[0]?.code ?? ALWAYS;
  const withHours = definition.calendars.find(({ hours }) => hours !== ALWAYS)?.code ?? first;
  const fallback = calendarOf(first);
  const rows = new Map(definition.slaTargets.map((row) => [row, targetsOf(row, calendarOf)]));
  const calendars = [...named.values()];
  const officeHours = calendarOf(withHours);
  const byPriority = new Map<string, ClockTargets | undefined>();
  return {
    policy,
    warnAt: [...new Set(policy.warnAtPercent)].sort((a, b) => a - b),
    calendars,
    fallback,
    officeHours,
    row: (recordType, priority) => {
      const key = `${recordType} ${priority}`;
      if (byPriority.has(key)) return byPriority.get(key);
      const found = profile.slaTarget(recordType, priority);
      const row = found === undefined ? undefined : rows.get(found);
      if (profile.isPriority(priority)) byPriority.set(key, row);
      return row;
    },
  };
}

const ALWAYS = '24x7';

function prepare(code: string, { definition, calendar }: CompiledProfile): NamedCalendar {
  const { hours, timeZone, holidays, makeUpDays } = calendar(code) ?? { hours: ALWAYS };
  return { code, reckoning: businessCalendar(hours, timeZone ?? definition.timeZone, { holidays, makeUpDays }) };
}

function targetsOf(row: SlaTarget, calendarOf: (code: string) => NamedCalendar): ClockTargets {
  const calendar = calendarOf(row.calendar);
  const target = (duration: string): ClockTarget => ({ duration, time: targetTime(duration), calendar });
  return {
    response: row.response === undefined ? undefined : target(row.response),
    resolution: target(row.resolution),
  };
}
