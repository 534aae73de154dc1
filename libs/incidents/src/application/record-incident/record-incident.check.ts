import type { FieldError } from '@evidesk/kernel';
import type { BodyCheck } from '@evidesk/platform';
import type { ProfileRegistry } from '@evidesk/profiles';
import { formErrors, unknownTerms } from '../../domain/decide/terms.js';
import { serviceErrors, withService } from '../../domain/decide/chosen-service.js';
import { RecordIncidentBody } from './record-incident.http.js';

const TERMS = ['type', 'category', 'subcategory', 'priority', 'impact', 'urgency', 'source', 'channel'] as const;
/** Of a body that is not well-formed only these can be told for certain. */
const CERTAIN: ReadonlySet<string> = new Set(['required', 'not-an-option']);

/** Missing fields and unknown codes of a record, by the process profile in force. */
export const recordIncidentCheck = (profiles: ProfileRegistry, profile: string): BodyCheck => ({
  type: RecordIncidentBody,
  errors(sent) {
    const inForce = profiles.inForce(profile);
    const service = typeof sent['service'] === 'string' ? sent['service'] : undefined;
    const body: typeof sent = service === undefined ? sent : withService({ ...sent, service }, inForce);
    const terms = Object.fromEntries(
      TERMS.flatMap((field) => (typeof body[field] === 'string' ? [[field, body[field]]] : [])),
    );
    const { extra, ...fields } = body;
    const form = Object.fromEntries(
      inForce.entryForm.fields.flatMap(({ name }) => (name in fields ? [[name, fields[name]]] : [])),
    );
    const errors: FieldError[] = [
      ...unknownTerms(terms, inForce),
      ...serviceErrors({ type: 'type' in body ? '' : undefined, service }, inForce),
      ...formErrors(inForce.entryForm, form, typeof extra === 'object' ? (extra as Record<string, string>) : undefined),
    ];
    return errors.filter(({ code }) => CERTAIN.has(code));
  },
});
