import type { CommandSender, ProcessCommand } from '@evidesk/runtime';
import type { SealedRange } from './sealed-range.js';
import { RECORD_SEAL, type SealRecorder } from './seal-recorder.js';

/** Has seals recorded in this thread. */
export class RecordSealSender implements CommandSender {
  constructor(private readonly recorder: SealRecorder) {}

  /** @throws DomainError `seal.out-of-turn`; KeyFileError; StoreUnavailable */
  async send({ type, data, metadata }: ProcessCommand): Promise<void> {
    if (type !== RECORD_SEAL) throw new Error(`the sealer may not send ${type}`);
    const { number, ...range } = data as SealedRange & { readonly number: number };
    await this.recorder.record(number, range, metadata);
  }
}
