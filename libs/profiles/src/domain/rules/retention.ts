import type { ProcessProfile } from '../../contract/process-profile.js';
import { pointer, type ProfileFinding } from '../finding.js';

/** Retention rules that say nothing, or that no incident reaches: `unknown-code`, `duplicate-code`, `empty-duration`, `unreachable-rule`. */
export function retentionFindings({ retention = [], types }: ProcessProfile): readonly ProfileFinding[] {
  const known = new Set(types.map(({ code }) => code));
  const taken = new Set<string>();
  const findings: ProfileFinding[] = [];
  let isAllTaken = false;
  for (const [index, rule] of retention.entries()) {
    const find = (code: string, message: string, ...path: readonly (string | number)[]) =>
      findings.push({ path: pointer('retention', index, ...path), code, message });
    if (taken.has(rule.code)) find('duplicate-code', `there is a rule ${rule.code} already`, 'code');
    taken.add(rule.code);
    if (isAllTaken) find('unreachable-rule', 'a rule before holds for every incident');
    isAllTaken ||= rule.types === undefined;
    for (const [at, type] of (rule.types ?? []).entries())
      if (!known.has(type)) find('unknown-code', `there is no type ${type}`, 'types', at);
    if (!/[1-9]/.test(rule.keptFor)) find('empty-duration', 'what is asked for right away is an erasure', 'keptFor');
  }
  return findings;
}
