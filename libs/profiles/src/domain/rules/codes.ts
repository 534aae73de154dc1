import type { ProcessProfile } from '../../contract/process-profile.js';
import { pointer, type ProfileFinding } from '../finding.js';

/** Codes that a list defines twice. */
export function codeFindings(profile: ProcessProfile): readonly ProfileFinding[] {
  const lists: readonly (readonly [readonly (string | number)[], readonly { readonly code: string }[]])[] = [
    [['roles'], profile.roles],
    [['tiers'], profile.tiers],
    [['stages'], profile.stages],
    [['types'], profile.types],
    [['categories'], profile.categories],
    ...profile.categories.map(({ children }, index) => [['categories', index, 'children'], children ?? []] as const),
    [['causes'], profile.causes],
    [['sources'], profile.sources],
    [['channels'], profile.channels],
    [['priorities'], profile.priorities],
    [['priorityRules'], profile.priorityRules ?? []],
    [['calendars'], profile.calendars],
    [['pauseReasons'], profile.pauseReasons],
    [['closing', 'outcomes'], profile.closing.outcomes],
    [['kpis'], profile.kpis],
    [['catalogue'], profile.catalogue ?? []],
  ];
  return lists.flatMap(([at, items]) =>
    repeated(items.map(({ code }) => code)).map((index) => ({
      path: pointer(...at, index, 'code'),
      code: 'duplicate-code',
      message: `${items[index]?.code ?? ''} is already defined in this list`,
    })),
  );
}

/** The places of the values that came before. */
export function repeated(values: readonly string[]): readonly number[] {
  return values.flatMap((value, index) => (values.indexOf(value) < index ? [index] : []));
}
