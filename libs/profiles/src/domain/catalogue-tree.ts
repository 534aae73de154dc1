import type { CatalogueEntry, Service } from '../contract/catalogue.js';
import type { Labels, SlaTarget } from '../contract/process-profile.js';
import type { CompiledProfile } from './process-graph.js';

/** A service as it is offered. */
export interface OfferedService extends Service {
  /** By when it is done, where the profile has a target for its record type and priority (S4-24, S4-60). */
  readonly sla?: Pick<SlaTarget, 'response' | 'resolution' | 'calendar'>;
}

/** An entry of the service catalogue with what is below it. */
export interface CatalogueNode {
  readonly code: string;
  readonly labels: Labels;
  readonly service?: OfferedService;
  readonly entries: readonly CatalogueNode[];
}

/** The service catalogue from its root, in the order of the profile; `undefined` where the profile has none (S2-07). */
export function catalogueTree(profile: CompiledProfile): CatalogueNode | undefined {
  const entries = profile.definition.catalogue ?? [];
  const below = new Map<string | undefined, CatalogueEntry[]>();
  for (const entry of entries) below.set(entry.parent, [...(below.get(entry.parent) ?? []), entry]);
  const nodeOf = ({ code, labels, service }: CatalogueEntry): CatalogueNode => ({
    code,
    labels,
    ...(service === undefined ? {} : { service: offered(service, profile) }),
    entries: (below.get(code) ?? []).map(nodeOf),
  });
  const root = below.get(undefined)?.[0];
  return root === undefined ? undefined : nodeOf(root);
}

function offered(service: Service, profile: CompiledProfile): OfferedService {
  const { recordType = 'incident', impact, urgency } = service;
  const matrix = impact === undefined || urgency === undefined ? undefined : profile.priorityFor(impact, urgency);
  const row = profile.slaTarget(recordType, service.priority ?? matrix ?? '');
  if (row === undefined) return service;
  const { response, resolution, calendar } = row;
  return { ...service, sla: { ...(response === undefined ? {} : { response }), resolution, calendar } };
}
