import type { Position } from '@evidesk/kernel';
import { SEALS_STREAM } from '../contract/seal-events.js';
import type { Clue, Finding } from './finding.js';

/** Puts together what several witnesses tell of the same damage; the first in the global order comes first. */
export function tidy(clues: readonly Clue[]): readonly Finding[] {
  return nameRemovals(moves(placeRemovals(withoutEchoesOfSeals(clues))))
    .sort(byPlace)
    .map(toFinding);
}

/** Of an event in the stream of seals, what the seal says of itself is more telling than its chain. */
function withoutEchoesOfSeals(clues: readonly Clue[]): readonly Clue[] {
  const told = new Set(clues.filter(({ source }) => source === 'seals').map(({ position }) => position));
  return clues.filter(
    ({ source, stream, position, kind }) =>
      source !== 'chain' || stream !== SEALS_STREAM || kind === 'removed' || !told.has(position),
  );
}

/** An event that a seal knows at one place and that stands at another was moved. */
function moves(clues: readonly Clue[]): readonly Clue[] {
  const lostAt = new Map<string, Clue>();
  for (const clue of clues) for (const tag of clue.lost ?? []) lostAt.set(tag, clue);
  const explained = new Set<Clue>();
  const told = clues.map((clue): Clue => {
    const from = clue.tag === undefined ? undefined : lostAt.get(clue.tag);
    if (from === undefined) return clue;
    if (from.kind === 'removed' && from.missing === 1) explained.add(from);
    const at = explained.has(from) && from.at < clue.at ? from.at : clue.at;
    return {
      ...clue,
      kind: 'reordered',
      at,
      detail: `it stood at another place when seal ${from.seal ?? 0} was written`,
    };
  });
  return told.filter((_, index) => !explained.has(clues[index] as Clue));
}

/** Tags and positions tell of the same place, seals and their chain of the same seal: each pair becomes one. */
function placeRemovals(clues: readonly Clue[]): readonly Clue[] {
  const left = new Set(clues);
  const of = (source: Clue['source']) => [...left].filter((clue) => clue.kind === 'removed' && clue.source === source);
  for (const place of of('tags')) {
    const hole = only(of('positions').filter((clue) => clue.missing === place.missing && isWithin(clue, place)));
    if (hole !== undefined) join(left, place, hole);
  }
  for (const seal of of('seals')) {
    const link = only(of('chain').filter((clue) => clue.stream === SEALS_STREAM && clue.before === seal.before));
    if (link !== undefined) join(left, seal, link);
  }
  return [...left];
}

/** Brings together where something is missing and what it is: only where there is one for the other; else both are told. */
function nameRemovals(clues: readonly Clue[]): Clue[] {
  const left = new Set(clues);
  const removals = () => [...left].filter(({ kind }) => kind === 'removed');
  for (const who of removals().filter(({ revision }) => revision !== undefined)) {
    const alike = removals().filter(({ missing }) => missing === who.missing);
    const rivals = alike.filter(({ revision }) => revision !== undefined);
    const where = only(alike.filter((clue) => clue.revision === undefined && clue.at <= who.at));
    if (where !== undefined && rivals.length === 1) join(left, where, who);
  }
  return [...left];
}

function join(clues: Set<Clue>, into: Clue, from: Clue): void {
  clues.delete(into);
  clues.delete(from);
  clues.add({ ...from, ...into, at: into.at < from.at ? into.at : from.at, detail: joined(into, from) });
}

const joined = (into: Clue, from: Clue): string =>
  into.detail === from.detail ? into.detail : `${into.detail}; ${from.detail}`;

function isWithin(hole: Clue, place: Clue): boolean {
  return (hole.after ?? '') >= (place.after ?? '') && isBefore(hole.before, place.before);
}

const isBefore = (a: Position | undefined, b: Position | undefined): boolean =>
  b === undefined || (a !== undefined && a <= b);

function byPlace(a: Clue, b: Clue): number {
  if (a.at !== b.at) return a.at < b.at ? -1 : 1;
  return Number(a.position === undefined) - Number(b.position === undefined);
}

const only = <T>(items: readonly T[]): T | undefined => (items.length === 1 ? items[0] : undefined);

function toFinding(clue: Clue): Finding {
  const { kind, detail, position, stream, revision, eventType, seal } = clue;
  return {
    kind,
    ...(position !== undefined && { position }),
    ...(stream !== undefined && { stream }),
    ...(revision !== undefined && { revision }),
    ...(eventType !== undefined && { eventType }),
    ...(seal !== undefined && { seal }),
    detail,
  };
}
