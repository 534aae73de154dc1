import type { ProcessProfile } from '../../contract/process-profile.js';
import { pointer, type ProfileFinding } from '../finding.js';
import { repeated } from './codes.js';

/** Tables with gaps, and figures that can't be meant. */
export function figureFindings(profile: ProcessProfile): readonly ProfileFinding[] {
  return [...slaFindings(profile), ...matrixFindings(profile), ...confirmationFindings(profile)];
}

function slaFindings({ slaTargets, priorities }: ProcessProfile): readonly ProfileFinding[] {
  const general = slaTargets.some((row) => row.recordType === 'incident' && row.priority === undefined);
  const missing = priorities.filter(
    ({ code }) => !general && !slaTargets.some((row) => row.recordType === 'incident' && row.priority === code),
  );
  return [
    ...missing.map(({ code }) => ({
      path: pointer('slaTargets'),
      code: 'sla-gap',
      message: `incidents of priority ${code} have no SLA`,
    })),
    ...repeated(slaTargets.map((row) => `${row.recordType} ${row.priority ?? ''}`)).map((index) => ({
      path: pointer('slaTargets', index),
      code: 'duplicate-sla',
      message: 'this record type and priority already have an SLA',
    })),
    ...slaTargets.flatMap((row, index) =>
      (['response', 'resolution'] as const).flatMap((target) =>
        row[target] === undefined || /[1-9]/.test(row[target])
          ? []
          : [{ path: pointer('slaTargets', index, target), code: 'empty-duration', message: 'a target takes time' }],
      ),
    ),
  ];
}

function matrixFindings({ priorityMatrix }: ProcessProfile): readonly ProfileFinding[] {
  if (priorityMatrix === undefined) return [];
  const { levels, table } = priorityMatrix;
  const gaps = levels.flatMap((impact) =>
    levels
      .filter((urgency) => table[impact]?.[urgency] === undefined)
      .map((urgency) => ({
        path: pointer('priorityMatrix', 'table', ...(table[impact] === undefined ? [] : [impact])),
        code: 'matrix-gap',
        message: `there is no priority for impact ${impact} and urgency ${urgency}`,
      })),
  );
  const strangers = Object.entries(table).flatMap(([impact, row]) => [
    ...(levels.includes(impact) ? [] : [[impact]]),
    ...Object.keys(row).flatMap((urgency) => (levels.includes(urgency) ? [] : [[impact, urgency]])),
  ]);
  return [
    ...gaps,
    ...strangers.map((at) => ({
      path: pointer('priorityMatrix', 'table', ...at),
      code: 'unknown-level',
      message: `${at.at(-1) ?? ''} is not among the levels`,
    })),
  ];
}

function confirmationFindings({ sources, closing }: ProcessProfile): readonly ProfileFinding[] {
  return sources
    .filter(({ code }) => closing.confirmation[code] === undefined)
    .map(({ code }) => ({
      path: pointer('closing', 'confirmation'),
      code: 'confirmation-gap',
      message: `it is not said who confirms incidents from ${code}`,
    }));
}
