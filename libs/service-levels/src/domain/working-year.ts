/** A stretch of working time, in ms since the epoch. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** The working time of one local year, ready for searching. */
export class WorkingYear {
  /** Working time before each span, in ms. */
  private readonly before: readonly number[];
  /** All working time of the year, in ms. */
  readonly total: number;

  /** @param spans in order, without overlap, within the year */
  constructor(
    readonly from: number,
    readonly to: number,
    private readonly spans: readonly Span[],
  ) {
    let total = 0;
    this.before = spans.map((span) => {
      total += span.to - span.from;
      return total - (span.to - span.from);
    });
    this.total = total;
  }

  /** Working time from the year's start until an instant, in ms. */
  until(instant: number): number {
    const index = this.firstEndingAfter(instant);
    const span = this.spans[index];
    if (span === undefined) return this.total;
    return (this.before[index] ?? 0) + Math.max(0, instant - span.from);
  }

  /** The first working instant at or behind an instant; `undefined` when the year has none left. */
  firstWorking(instant: number): number | undefined {
    const span = this.spans[this.firstEndingAfter(instant)];
    return span === undefined ? undefined : Math.max(span.from, instant);
  }

  /** The earliest instant until which so much working time has passed. @param worked more than 0, at most `total` */
  at(worked: number): number {
    let [low, high] = [0, this.spans.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.before[middle] ?? 0) < worked) low = middle;
      else high = middle - 1;
    }
    return (this.spans[low]?.from ?? this.from) + worked - (this.before[low] ?? 0);
  }

  private firstEndingAfter(instant: number): number {
    let [low, high] = [0, this.spans.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.spans[middle]?.to ?? 0) > instant) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
