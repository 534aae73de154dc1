import type { CommandExecutor } from '@evidesk/executor';
import type { Clock, IdGenerator, Instant } from '@evidesk/kernel';
import { LRUCache } from 'lru-cache';
import { DateTime } from 'luxon';
import { numberSeries, reserveBlock } from './number-series.js';

/** Few, since a restart wastes the rest of a block; enough for a quiet desk. A busy one doubles them. */
const FIRST_BLOCK = 10;
const LARGEST_BLOCK = 1_000;
const BUSY_WITHIN_MS = 10_000;

interface Block {
  next: number;
  to: number;
  size: number;
  readonly reservedAt: number;
}

/** Allots human numbers, `INC-202611-000123`: unique over all replicas, rising by month; gaps are possible. */
export class NumberAllocator {
  private readonly blocks = new Map<string, Block>();
  private readonly reserving = new Map<string, Promise<void>>();

  constructor(
    private readonly executor: CommandExecutor,
    private readonly clock: Clock,
    private readonly ids: IdGenerator,
  ) {}

  /**
   * The next number of a series for the month of an instant.
   * @param prefix `INC`, `CHG` …
   * @param timeZone IANA zone that decides which month it is
   * @throws StoreUnavailable
   */
  async next(prefix: string, at: Instant, timeZone: string): Promise<string> {
    const series = `${prefix}-${monthOf(at, timeZone)}`;
    for (;;) {
      const block = this.blocks.get(series);
      if (block !== undefined && block.next <= block.to) {
        const number = block.next;
        block.next += 1;
        return `${series}-${String(number).padStart(6, '0')}`;
      }
      await this.reserve(series);
    }
  }

  private reserve(series: string): Promise<void> {
    const running = this.reserving.get(series);
    if (running !== undefined) return running;
    const reservation = this.reserveNow(series).finally(() => this.reserving.delete(series));
    this.reserving.set(series, reservation);
    return reservation;
  }

  private async reserveNow(series: string): Promise<void> {
    const now = this.clock.now();
    const before = this.blocks.get(series);
    const busy = before !== undefined && Date.parse(now) - before.reservedAt < BUSY_WITHIN_MS;
    const size = busy ? Math.min(before.size * 2, LARGEST_BLOCK) : FIRST_BLOCK;
    const commandId = this.ids.next();
    const { state } = await this.executor.execute(numberSeries, {
      id: series,
      command: 'ReserveNumbers',
      metadata: {
        commandId,
        correlationId: commandId,
        actor: { id: 'numbering', roles: ['system'] },
        occurredAt: now,
        recordedAt: now,
      },
      decide: (current) => reserveBlock(current, size),
    });
    this.blocks.set(series, { next: state.last - size + 1, to: state.last, size, reservedAt: Date.parse(now) });
  }
}

/** No month begins inside a quarter of an hour: zone offsets are whole quarters. */
const months = new LRUCache<string, string>({ max: 1_000 });

/** The month of an instant, `202611`, in a zone. Remembered by the quarter of an hour: most numbers are for now. */
function monthOf(at: Instant, timeZone: string): string {
  const key = `${at.slice(0, 14)}${Math.floor(Number(at.slice(14, 16)) / 15)}${timeZone}`;
  let month = months.get(key);
  if (month === undefined) {
    month = DateTime.fromISO(at, { zone: timeZone }).toFormat('yyyyMM');
    months.set(key, month);
  }
  return month;
}
