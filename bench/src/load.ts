import autocannon from 'autocannon';
import { report } from './programs.js';

/** What to send, and for how long. */
export interface Load {
  readonly url: string;
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly connections: number;
  readonly seconds: number;
}

/** What came of it. */
export interface LoadAnswer {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  /** Answers other than 2xx, errors and time-outs. */
  readonly failed: number;
}

const { url, method, headers, body, connections, seconds } = JSON.parse(process.argv[2] ?? '{}') as Load;
const result = await autocannon({ url, method, headers: { ...headers }, body, connections, duration: seconds });
const answer: LoadAnswer = {
  perSecond: result['2xx'] / result.duration,
  p50: result.latency.p50,
  p99: result.latency.p99,
  failed: result.non2xx + result.errors + result.timeouts,
};
report(answer);
