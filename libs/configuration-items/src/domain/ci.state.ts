export const CI_STATUSES = ['in_use', 'retired'] as const;
export type CiStatus = (typeof CI_STATUSES)[number];

export type AttributeValue = string | number | boolean;
export type Attributes = Readonly<Record<string, AttributeValue>>;

/** A configuration item as it is now. */
export interface ConfigurationItem {
  readonly status: CiStatus;
  readonly name: string;
  readonly attributes: Attributes;
}

export type CiState = { readonly status: 'unregistered' } | ConfigurationItem;
