export const CHANGE_STATUSES = [
  'requested',
  'assessed',
  'approved',
  'rejected',
  'scheduled',
  'implemented',
  'rolled_back',
  'closed',
] as const;
export type ChangeStatus = (typeof CHANGE_STATUSES)[number];

/** A change request: where it stands, who asked for it and who worked on it. */
export interface ChangeRequest {
  readonly status: ChangeStatus;
  readonly number: string;
  readonly incidentId?: string;
}

export type ChangeState = { readonly status: 'unrequested' } | ChangeRequest;
