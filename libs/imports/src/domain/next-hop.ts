import type { CompiledProfile } from '@evidesk/profiles';

/**
 * The first stage on the shortest way up from a stage to a tier, along the edges of escalation.
 * `undefined`: it is there, or no way leads up to it (what comes back down is only assigned).
 */
export function nextHop(from: string, tier: string, profile: CompiledProfile): string | undefined {
  if (profile.stage(from).tier === tier) return undefined;
  const seen = new Set([from]);
  let ways = profile.targets(from, 'escalated').map((stage) => ({ stage, first: stage.code }));
  while (ways.length > 0) {
    const there = ways.find(({ stage }) => stage.tier === tier);
    if (there !== undefined) return there.first;
    ways = ways.flatMap(({ stage, first }) => {
      if (seen.has(stage.code)) return [];
      seen.add(stage.code);
      return profile.targets(stage.code, 'escalated').map((next) => ({ stage: next, first }));
    });
  }
  return undefined;
}
