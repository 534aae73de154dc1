/** The details of a record that are set at recording and can be put right later: what forms and priority rules may name. */
export const DETAILS = [
  'title',
  'description',
  'type',
  'discoveredAt',
  'reporter',
  'contact',
  'reportingUnit',
  'customer',
  'contract',
  'category',
  'subcategory',
  'impact',
  'urgency',
  'impactScope',
  'affectedCi',
  'symptom',
  'handlingTeam',
  'dataUploadAffected',
] as const;
export type Detail = (typeof DETAILS)[number];
