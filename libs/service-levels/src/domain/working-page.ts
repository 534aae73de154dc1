/** A stretch of time, in ms; `to` is not part of it. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** A slot of an index: the first span that may be wanted by an instant in it is found without a search. */
const SLOT_MS = 86_400_000;

/** The working time of some days, ready for searching. */
export class WorkingPage {
  /** All working time of the page, in ms. */
  readonly total: number;
  /** Working time before each span, in ms. */
  private readonly before: Float64Array;
  private readonly starts: Float64Array;
  private readonly ends: Float64Array;
  /** By slot, the first span that ends after the slot's beginning. */
  private readonly first: Uint16Array;

  /**
   * @param from where the page begins, in ms since the epoch
   * @param to where it ends: whole days later
   * @param spans in order, without overlap, within the page
   */
  constructor(
    private readonly from: number,
    to: number,
    spans: readonly Span[],
  ) {
    this.starts = Float64Array.from(spans, (span) => span.from);
    this.ends = Float64Array.from(spans, (span) => span.to);
    let total = 0;
    this.before = Float64Array.from(spans, (span) => {
      total += span.to - span.from;
      return total - (span.to - span.from);
    });
    this.total = total;
    let span = 0;
    this.first = Uint16Array.from({ length: (to - from) / SLOT_MS }, (_, slot) => {
      while (this.endOf(span) <= from + slot * SLOT_MS) span += 1;
      return span;
    });
  }

  /** Working time from the page's beginning until an instant in it, in ms. */
  until(instant: number): number {
    const span = this.firstEndingAfter(instant);
    if (span === this.starts.length) return this.total;
    return (this.before[span] ?? 0) + Math.max(0, instant - (this.starts[span] ?? 0));
  }

  /** The first working instant at or behind an instant of the page; `undefined` when the page has none left. */
  firstWorking(instant: number): number | undefined {
    const span = this.firstEndingAfter(instant);
    return span === this.starts.length ? undefined : Math.max(this.starts[span] ?? 0, instant);
  }

  /** The earliest instant until which so much working time has passed. @param worked more than 0, at most `total` */
  at(worked: number): number {
    let low = 0;
    let high = this.before.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.before[middle] ?? 0) < worked) low = middle;
      else high = middle - 1;
    }
    return (this.starts[low] ?? 0) + worked - (this.before[low] ?? 0);
  }

  private firstEndingAfter(instant: number): number {
    let span = this.first[Math.floor((instant - this.from) / SLOT_MS)] ?? 0;
    while (this.endOf(span) <= instant) span += 1;
    return span;
  }

  private endOf(span: number): number {
    return this.ends[span] ?? Infinity;
  }
}
