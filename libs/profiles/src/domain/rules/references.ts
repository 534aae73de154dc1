import { COMMANDS } from '../../contract/commands.js';
import type { ProcessProfile } from '../../contract/process-profile.js';
import { pointer, type ProfileFinding } from '../finding.js';

type Place = readonly (string | number)[];
/** A code that is used somewhere, and where. */
type Use = readonly [code: string, ...at: Place];

/** Codes that are used and defined nowhere. */
export function referenceFindings(profile: ProcessProfile): readonly ProfileFinding[] {
  const stages = codesOf(profile.stages);
  const forms = new Set(Object.keys(profile.forms));
  return [
    ...unknown('role', codesOf(profile.roles), roleUses(profile)),
    ...unknown(
      'tier',
      codesOf(profile.tiers),
      profile.stages.map((stage, i) => [stage.tier, 'stages', i, 'tier']),
    ),
    ...unknown('stage', stages, [
      [profile.entry.stage, 'entry', 'stage'],
      ...profile.transitions.flatMap(({ from, to }, i): Use[] => [
        [from, 'transitions', i, 'from'],
        [to, 'transitions', i, 'to'],
      ]),
    ]),
    ...unknown('form', forms, [
      [profile.entry.form, 'entry', 'form'],
      ...profile.stages.flatMap(({ form }, i): Use[] => (form === undefined ? [] : [[form, 'stages', i, 'form']])),
    ]),
    ...unknown('priority', codesOf(profile.priorities), priorityUses(profile)),
    ...unknown('type', codesOf(profile.types), each(profile.majorIncident.types, 'majorIncident', 'types')),
    ...unknown(
      'calendar',
      codesOf(profile.calendars),
      profile.slaTargets.map(({ calendar }, i) => [calendar, 'slaTargets', i, 'calendar']),
    ),
    ...unknown(
      'source',
      codesOf(profile.sources),
      Object.keys(profile.closing.confirmation).map((source) => [source, 'closing', 'confirmation', source]),
    ),
    ...unknown(
      'command',
      new Set<string>(COMMANDS),
      Object.keys(profile.permissions).map((command) => [command, 'permissions', command]),
    ),
  ];
}

function roleUses(profile: ProcessProfile): readonly Use[] {
  return [
    ...profile.stages.flatMap(({ roles, escalators }, i) => [
      ...each(roles, 'stages', i, 'roles'),
      ...each(escalators ?? [], 'stages', i, 'escalators'),
    ]),
    ...Object.entries(profile.permissions).flatMap(([command, roles]) => each(roles, 'permissions', command)),
    ...each(profile.ownGroupOnly ?? [], 'ownGroupOnly'),
  ];
}

function priorityUses(profile: ProcessProfile): readonly Use[] {
  return [
    ...profile.slaTargets.flatMap(({ priority }, i): Use[] =>
      priority === undefined ? [] : [[priority, 'slaTargets', i, 'priority']],
    ),
    ...(profile.priorityRules ?? []).flatMap(({ raiseTo, from }, i): Use[] => [
      [raiseTo, 'priorityRules', i, 'raiseTo'],
      ...each(from ?? [], 'priorityRules', i, 'from'),
    ]),
    ...Object.entries(profile.priorityMatrix?.table ?? {}).flatMap(([impact, row]) =>
      Object.entries(row).map(([urgency, code]): Use => [code, 'priorityMatrix', 'table', impact, urgency]),
    ),
    ...each(profile.majorIncident.priorities, 'majorIncident', 'priorities'),
  ];
}

function each(codes: readonly string[], ...at: Place): readonly Use[] {
  return codes.map((code, index) => [code, ...at, index]);
}

function codesOf(items: readonly { readonly code: string }[]): ReadonlySet<string> {
  return new Set(items.map(({ code }) => code));
}

function unknown(what: string, known: ReadonlySet<string>, uses: readonly Use[]): readonly ProfileFinding[] {
  return uses
    .filter(([code]) => !known.has(code))
    .map(([code, ...at]) => ({
      path: pointer(...at),
      code: `unknown-${what}`,
      message: `there is no ${what} ${code}`,
    }));
}
