import type { MetricData, Metrics } from '@evidesk/telemetry';
import type { Line } from './thread-commands.js';

interface Asked {
  readonly kind: 'metrics';
  readonly id: number;
}

interface Told {
  readonly kind: 'metrics-told';
  readonly id: number;
  readonly metrics: readonly MetricData[];
}

/** Tells the thread at the other end of the line what this one has measured, whenever it asks. */
export function serveMetrics(line: Line, metrics: Metrics): void {
  line.on('message', (message) => {
    if (kindOf(message) !== 'metrics') return;
    const { id } = message as Asked;
    void metrics.data().then((data) => line.postMessage({ kind: 'metrics-told', id, metrics: data } satisfies Told));
  });
}

/** Asks the thread at the other end of the line what it has measured. */
export class ThreadMetrics {
  private readonly waiting = new Map<number, (metrics: readonly MetricData[]) => void>();
  private last = 0;

  constructor(private readonly line: Line) {
    line.on('message', (message) => {
      if (kindOf(message) !== 'metrics-told') return;
      const { id, metrics } = message as Told;
      this.waiting.get(id)?.(metrics);
    });
  }

  /** `undefined` when the thread is too busy, or too dead, to answer in time. */
  async ask(timeoutMs: number): Promise<readonly MetricData[] | undefined> {
    this.last += 1;
    const id = this.last;
    let timer: NodeJS.Timeout | undefined;
    try {
      return await new Promise<readonly MetricData[] | undefined>((resolve) => {
        timer = setTimeout(resolve, timeoutMs, undefined);
        this.waiting.set(id, resolve);
        this.line.postMessage({ kind: 'metrics', id } satisfies Asked);
      });
    } finally {
      clearTimeout(timer);
      this.waiting.delete(id);
    }
  }
}

function kindOf(message: unknown): unknown {
  return typeof message === 'object' && message !== null && 'kind' in message ? message.kind : undefined;
}
