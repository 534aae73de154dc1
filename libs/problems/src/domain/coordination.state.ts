/** 待处理 → 处理中 → 已解决 (S1-48). */
export const COORDINATION_STATUSES = ['pending', 'in_progress', 'resolved'] as const;
export type CoordinationStatus = (typeof COORDINATION_STATUSES)[number];

/** A problem coordination form: where it stands, and what was filled in. */
export interface CoordinationForm {
  readonly status: CoordinationStatus;
  readonly number: string;
  readonly incidentId: string;
  readonly title: string;
  readonly needsChange: boolean;
  readonly longResolution: boolean;
  readonly hasEmergencyPlan: boolean;
  readonly informationChange: boolean;
  readonly analysed: boolean;
  /** What waits for verification. */
  readonly handled?: { readonly process: string; readonly result: string };
}

export type CoordinationState = { readonly status: 'unraised' } | CoordinationForm;
