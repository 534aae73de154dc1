/** Where traces go, and how many. */
export interface TracingOptions {
  /** Base address of an OTLP receiver over HTTP: `http://127.0.0.1:4318`. Not set: no traces. */
  readonly endpoint: string | undefined;
  /** `name=value,name=value`, sent along to the receiver. */
  readonly headers: string | undefined;
  readonly service: string;
  /** The share of traces that are begun here and sampled; of those begun elsewhere, as it was decided there. */
  readonly ratio: number;
  /** Tells this process or thread from others of the service. */
  readonly instance: string;
  /** Told when spans could not be sent. */
  readonly onFailure: (error: unknown) => void;
}
