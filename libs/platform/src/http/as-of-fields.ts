import { OptionalChoice, OptionalText } from './fields.js';

/** The parameters of a query that can be asked of the past. */
export class AsOfParameters {
  @OptionalText({
    max: 128,
    doc: 'As it was: an instant (RFC 3339), or a position as an answer gave it (`asOfPosition`)',
  })
  asOf?: string;
  @OptionalChoice(['recorded', 'occurred'], {
    doc: 'What an instant means: what was known then (default), or what had happened by then as far as it is known today (C22)',
  })
  by?: 'recorded' | 'occurred';
}
