import type { ProcessProfile, Transition } from '../../contract/process-profile.js';
import { pointer, type ProfileFinding } from '../finding.js';
import { closingStages, leadingTo, reachableFrom, TRIGGERS_OF_KIND } from '../profile-graph.js';
import { repeated } from './codes.js';

/** Dead ends, islands and edges that mean nothing. */
export function graphFindings(profile: ProcessProfile): readonly ProfileFinding[] {
  return [
    ...closingFindings(profile),
    ...reachFindings(profile),
    ...profile.transitions.flatMap((edge, index) => edgeFindings(profile, edge, index)),
    ...repeated(profile.transitions.map(({ from, on, to }) => `${from} ${on} ${to}`)).map((index) => ({
      path: pointer('transitions', index),
      code: 'duplicate-transition',
      message: 'this edge is already there',
    })),
    ...firstResponseFindings(profile),
  ];
}

function closingFindings(profile: ProcessProfile): readonly ProfileFinding[] {
  const found = closingStages(profile.stages).length;
  if (found === 1) return [];
  const message = `a profile has exactly one stage of kind closing, this one has ${found}`;
  return [{ path: pointer('stages'), code: 'closing-stage', message }];
}

function reachFindings(profile: ProcessProfile): readonly ProfileFinding[] {
  const reached = reachableFrom(profile.entry.stage, profile.transitions);
  const ends = closingStages(profile.stages).map(({ code }) => leadingTo(code, profile.transitions));
  return profile.stages.flatMap(({ code }, index) => {
    const path = pointer('stages', index);
    return [
      ...(reached.has(code)
        ? []
        : [{ path, code: 'unreachable-stage', message: `no way leads from ${profile.entry.stage} to ${code}` }]),
      ...(ends.length === 0 || ends.some((end) => end.has(code))
        ? []
        : [{ path, code: 'dead-end', message: `no way leads from ${code} to closing` }]),
    ];
  });
}

function edgeFindings(profile: ProcessProfile, edge: Transition, index: number): readonly ProfileFinding[] {
  const from = profile.stages.find(({ code }) => code === edge.from);
  const to = profile.stages.find(({ code }) => code === edge.to);
  if (from === undefined || to === undefined) return [];
  if (!TRIGGERS_OF_KIND[from.kind].includes(edge.on)) {
    const message = `${edge.on} can't happen at ${edge.from}, which is of kind ${from.kind}`;
    return [{ path: pointer('transitions', index, 'on'), code: 'trigger-of-other-kind', message }];
  }
  const rank = (tier: string) => profile.tiers.findIndex(({ code }) => code === tier);
  if (edge.on === 'escalated' && (to.kind !== 'support' || rank(to.tier) <= rank(from.tier))) {
    const message = `an escalation leads to a higher line of support, ${edge.to} is none above ${edge.from}`;
    return [{ path: pointer('transitions', index, 'to'), code: 'escalation-not-upwards', message }];
  }
  return [];
}

function firstResponseFindings(profile: ProcessProfile): readonly ProfileFinding[] {
  const happening = new Set(profile.transitions.map(({ on }) => on));
  return profile.firstResponse.flatMap((trigger, index) =>
    happening.has(trigger)
      ? []
      : [
          {
            path: pointer('firstResponse', index),
            code: 'trigger-never-happens',
            message: `no edge of this profile is taken on ${trigger}`,
          },
        ],
  );
}
