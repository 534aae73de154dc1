import type { Actor } from '@evidesk/kernel';
import type { CompiledProfile, Stage } from '@evidesk/profiles';
import { type BusinessCalendar, businessCalendar } from '@evidesk/service-levels';

/** The lists of a profile whose codes may be foreign to another. */
export type TermList = 'priority' | 'type' | 'category' | 'cause' | 'source' | 'channel' | 'outcome' | 'pause reason';

/** A code that the profile does not have, and how often it was met. */
export interface Missing {
  readonly list: TermList;
  readonly code: string;
  readonly count: number;
  /** What stood in for it; `null`: nothing was recorded. */
  readonly instead: string | null;
}

/** Nobody of the desk. */
const OUTSIDE: readonly string[] = ['end_user', 'monitor', 'importer', 'system'];

/** What the people of a simulated desk go by: who may do what under a profile, in which words, and at what hours. */
export class DeskRules {
  private readonly calendars = new Map<string, BusinessCalendar>();
  private readonly misses = new Map<string, Missing>();

  constructor(readonly profile: CompiledProfile) {}

  /** The codes that were met and that the profile does not have, sorted. */
  get missing(): readonly Missing[] {
    return [...this.misses.values()].sort((a, b) => (`${a.list} ${a.code}` < `${b.list} ${b.code}` ? -1 : 1));
  }

  /**
   * The hours in which a record is worked on: those of the calendar by which its target counts, since a desk that owes
   * round the clock is there round the clock. Without a target: the first calendar that closes.
   */
  hours(recordType: string, priority: string): BusinessCalendar {
    const { definition } = this.profile;
    const code =
      this.profile.slaTarget(recordType, priority)?.calendar ??
      (definition.calendars.find(({ hours }) => hours !== '24x7') ?? definition.calendars[0])?.code ??
      '';
    const known = this.calendars.get(code);
    if (known !== undefined) return known;
    const { hours, timeZone, holidays, makeUpDays } = this.profile.calendar(code) ?? { hours: '24x7' as const };
    const exceptions = { ...(holidays && { holidays }), ...(makeUpDays && { makeUpDays }) };
    const calendar = businessCalendar(hours, timeZone ?? definition.timeZone, exceptions);
    this.calendars.set(code, calendar);
    return calendar;
  }

  /** Who does something at a stage: of the roles that own it the first that the matrix lets. */
  at(stage: Stage, command: string, staff: number): Actor {
    const role = stage.roles.find((each) => this.profile.mayRole(command, [each])) ?? stage.roles[0] ?? 'system';
    return { id: `${role}.${staff}`, roles: [role] };
  }

  /** Who of the desk does something that no stage owns; by preference somebody of the stage. */
  about(stage: Stage, command: string, staff: number): Actor | undefined {
    const allowed = this.profile.rolesFor(command).filter((role) => !OUTSIDE.includes(role));
    const role = stage.roles.find((each) => allowed.includes(each)) ?? allowed[0];
    return role === undefined ? undefined : { id: `${role}.${staff}`, roles: [role] };
  }

  /** @param rank how urgent it is where it comes from, from 0 */
  priority(code: string, rank = STANDARD_PRIORITIES.indexOf(code)): string {
    const { priorities } = this.profile.definition;
    const least = priorities.length - 1;
    const near = priorities[rank < 0 ? least : Math.min(rank, least)]?.code;
    return this.known('priority', code, this.profile.isPriority(code), near) ?? code;
  }

  type(code: string): string {
    const { types } = this.profile.definition;
    const instead = types.find((each) => each.code === 'failure') ?? types[0];
    return this.known('type', code, this.profile.isType(code), instead?.code) ?? code;
  }

  category(code: string | undefined): string | undefined {
    return code && this.known('category', code, this.profile.isCategory(code), undefined);
  }

  cause(code: string | undefined): string | undefined {
    return code && this.known('cause', code, this.profile.isCause(code), undefined);
  }

  source(code: string): string {
    const [first] = this.profile.definition.sources;
    return this.known('source', code, this.profile.isSource(code), first?.code) ?? code;
  }

  channel(code: string): string {
    const [first] = this.profile.definition.channels;
    return this.known('channel', code, this.profile.isChannel(code), first?.code) ?? code;
  }

  /** @param like what it counts as where it comes from */
  outcome(code: string, like = { successful: true, counted: true }): string {
    const { outcomes } = this.profile.definition.closing;
    const same = outcomes.find((each) => each.successful === like.successful && each.counted === like.counted);
    return this.known('outcome', code, this.profile.isOutcome(code), (same ?? outcomes[0])?.code) ?? code;
  }

  pauseReason<R extends string>(code: R): R | undefined {
    return this.known('pause reason', code, this.profile.isPauseReason(code), undefined) as R | undefined;
  }

  /** An impact and an urgency that give the priority, where the profile has a table of them (C6). */
  impactFor(priority: string): { readonly impact?: string; readonly urgency?: string } {
    const table = this.profile.definition.priorityMatrix?.table ?? {};
    for (const [impact, row] of Object.entries(table)) {
      const found = Object.entries(row).find(([, each]) => each === priority);
      if (found !== undefined) return { impact, urgency: found[0] };
    }
    return {};
  }

  private known(list: TermList, code: string, isKnown: boolean, instead: string | undefined): string | undefined {
    if (isKnown) return code;
    const key = `${list} ${code}`;
    const count = (this.misses.get(key)?.count ?? 0) + 1;
    this.misses.set(key, { list, code, count, instead: instead ?? null });
    return instead;
  }
}

/** Canonical codes, most urgent first (C1). */
const STANDARD_PRIORITIES = ['P1', 'P2', 'P3', 'P4'];
