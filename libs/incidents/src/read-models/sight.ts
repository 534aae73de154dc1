import type { Principal } from '@evidesk/platform';
import type { Sight } from './incident-details/get-incident.query.js';

/** Whose incidents somebody may see: an end user his own, staff all (S4-59). */
export function sightOf({ id, roles }: Principal): Sight {
  return roles.every((role) => role === 'end_user') ? { reporterId: id } : { all: true };
}
