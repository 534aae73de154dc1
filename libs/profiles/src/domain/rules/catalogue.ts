import type { CatalogueEntry, Service } from '../../contract/catalogue.js';
import type { ProcessProfile } from '../../contract/process-profile.js';
import { pointer, type ProfileFinding } from '../finding.js';

type Found = readonly [at: readonly string[], code: string, message: string];

/**
 * Entries of the service catalogue that nobody would find, and services that name what is not there (S2-16):
 * `second-root`, `no-root`, `unknown-parent`, `catalogue-cycle`; `unknown-type` and the like,
 * `subcategory-without-category`.
 */
export function catalogueFindings(profile: ProcessProfile): readonly ProfileFinding[] {
  const entries = profile.catalogue ?? [];
  const parents = new Map(entries.map(({ code, parent }) => [code, parent]));
  const root = entries.find(({ parent }) => parent === undefined);
  const findings = entries.flatMap((entry, index) =>
    [...placeFindings(entry, root, parents), ...serviceFindings(entry.service, profile)].map(([at, code, message]) => ({
      path: pointer('catalogue', index, ...at),
      code,
      message,
    })),
  );
  if (entries.length === 0 || root !== undefined) return findings;
  return [{ path: pointer('catalogue'), code: 'no-root', message: 'every entry has a parent' }, ...findings];
}

function placeFindings(
  entry: CatalogueEntry,
  root: CatalogueEntry | undefined,
  parents: ReadonlyMap<string, string | undefined>,
): readonly Found[] {
  const { code, parent } = entry;
  if (parent === undefined) {
    if (entry === root) return [];
    return [[['code'], 'second-root', `${code} has no parent, and ${root?.code ?? ''} is the root already`]];
  }
  if (!parents.has(parent)) return [[['parent'], 'unknown-parent', `there is no entry ${parent}`]];
  const above = new Set([code]);
  for (let at: string | undefined = parent; at !== undefined; at = parents.get(at)) {
    if (above.has(at)) return [[['parent'], 'catalogue-cycle', `${code} is below itself, or below such an entry`]];
    above.add(at);
  }
  return [];
}

function serviceFindings(service: Service | undefined, profile: ProcessProfile): readonly Found[] {
  if (service === undefined) return [];
  const { category, subcategory } = service;
  const findings: Found[] = [];
  const check = (field: keyof Service, known: readonly string[] | undefined, what: string = field) => {
    const value = service[field];
    if (typeof value !== 'string' || known?.includes(value) === true) return;
    findings.push([['service', field], `unknown-${what}`, `there is no ${what} ${value}`]);
  };
  const codes = (terms: readonly { readonly code: string }[] | undefined) => terms?.map((term) => term.code);
  check('type', codes(profile.types));
  check('category', codes(profile.categories));
  if (category !== undefined)
    check('subcategory', codes(profile.categories.find((term) => term.code === category)?.children));
  else if (subcategory !== undefined) {
    const message = `${subcategory} is a subcategory of some category: name that too`;
    findings.push([['service', 'subcategory'], 'subcategory-without-category', message]);
  }
  check('priority', codes(profile.priorities));
  if (profile.priorityMatrix !== undefined) {
    check('impact', profile.priorityMatrix.levels, 'level');
    check('urgency', profile.priorityMatrix.levels, 'level');
  }
  return findings;
}
