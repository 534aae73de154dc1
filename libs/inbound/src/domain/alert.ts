import type { Instant } from '@evidesk/kernel';

export type Labels = Readonly<Record<string, string>>;

/** One alert of a delivery, checked and with its instants in UTC. */
export interface Alert {
  readonly fingerprint: string;
  readonly status: 'firing' | 'resolved';
  readonly startsAt: Instant;
  /** When it was over; for one that fires the instant has no meaning. */
  readonly endsAt: Instant;
  readonly labels: Labels;
  readonly annotations: Labels;
  /** SHA-256 of the annotations. */
  readonly digest: string;
  readonly generatorUrl?: string;
  readonly receiver?: string;
  readonly externalUrl?: string;
}

/** What the alert is called: the label `alertname`, which Prometheus always sets. */
export const alertName = ({ labels, fingerprint }: Alert): string =>
  (labels['alertname'] ?? '').trim().slice(0, 200) || `alert ${fingerprint}`;
