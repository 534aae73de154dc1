import type { Collection, Projection, RecordedEvent } from '@evidesk/kernel';
import type { AttachmentAdded } from '../../contract/attachment-events.js';

const ADDED: AttachmentAdded['type'] = 'incident.attachment-added';

/** A file that is attached to an incident. */
export type AttachmentEntry = AttachmentAdded['data'] & {
  readonly id: string;
  readonly incidentId: string;
  readonly revision: number;
  readonly attachedAt: string;
  readonly attachedBy: string;
};

export const attachments: Collection<AttachmentEntry> = {
  name: 'attachments',
  indexes: [
    { name: 'incident', fields: ['incidentId', 'revision'] },
    { name: 'content', fields: ['sha256', 'incidentId'] },
  ],
};

/** Which files are attached to which incidents: one document for each. */
export const attachmentsProjection: Projection<AttachmentEntry> = {
  name: 'attachments',
  collection: attachments,
  streams: ['incident-'],
  keys: (event) => (event.type === ADDED ? [`${incidentOf(event)}:${String(event.revision).padStart(8, '0')}`] : []),
  project(_, event, id) {
    const { sha256, name, mediaType, size, source } = event.data as unknown as AttachmentAdded['data'];
    const { occurredAt, actor } = event.metadata;
    return {
      id,
      incidentId: incidentOf(event),
      revision: event.revision,
      sha256,
      name,
      mediaType,
      size,
      source,
      attachedAt: occurredAt,
      attachedBy: actor.id,
    };
  },
};

const incidentOf = ({ stream }: RecordedEvent): string => stream.slice('incident-'.length);
