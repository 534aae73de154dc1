import type { FieldError } from '@evidesk/kernel';
import type { CompiledProfile, Service } from '@evidesk/profiles';
import type { IncidentEvent } from '../../contract/incident-events.js';

/** What choosing a service fills in of a record. */
const FILLED = ['recordType', 'type', 'category', 'subcategory', 'priority', 'impact', 'urgency'] as const;
type Filled = Partial<Pick<Service, (typeof FILLED)[number]>>;

/**
 * A record with what its service says where the caller said nothing (S2-17). A caller who names a category of his own
 * gets no subcategory of the service's, and one who names impact or urgency no priority of the service's.
 * A service that the catalogue does not have fills in nothing.
 */
export function withService<T extends Filled & { readonly service?: string }>(data: T, profile: CompiledProfile): T {
  const service = data.service === undefined ? undefined : profile.service(data.service);
  if (service === undefined) return data;
  const filled: Record<string, unknown> = {};
  for (const field of FILLED) {
    if (service[field] === undefined || data[field] !== undefined) continue;
    if (field === 'subcategory' && data.category !== undefined && data.category !== service.category) continue;
    if (field === 'priority' && (data.impact !== undefined || data.urgency !== undefined)) continue;
    filled[field] = service[field];
  }
  return { ...data, ...filled };
}

const NONE: FieldError[] = [];

/** A service that the catalogue does not have; a type that nobody gave. */
export function serviceErrors(
  { service, type }: { readonly service?: string; readonly type?: string },
  profile: CompiledProfile,
): readonly FieldError[] {
  const unknown = service !== undefined && profile.service(service) === undefined;
  if (!unknown && type !== undefined) return NONE;
  const errors: FieldError[] = [];
  if (type === undefined) errors.push({ pointer: '/type', code: 'required', detail: 'type is required' });
  if (unknown) {
    const detail = `${service} is not a service of the catalogue`;
    errors.push({ pointer: '/service', code: 'not-an-option', detail });
  }
  return errors;
}

/** The group of the service has it at once; the rules of assignment have their say at the next tier (S4-46). */
export function assignedByService(service: string, profile: CompiledProfile): readonly IncidentEvent[] {
  const group = profile.service(service)?.group;
  if (group === undefined) return [];
  return [{ type: 'incident.assigned', data: { from: {}, to: { group }, reason: `service ${service}` } }];
}
