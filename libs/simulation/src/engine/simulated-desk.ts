import type { EventStore } from '@evidesk/event-store';
import type { ProcessManager } from '@evidesk/kernel';
import type { CompiledProfile } from '@evidesk/profiles';
import type { CommandSender } from '@evidesk/runtime';
import type { Stage } from '../run-scenario.js';
import type { VirtualClock } from './virtual-clock.js';

/** A desk in virtual time: the real handlers on a store of their own, and nobody else in it. */
export interface SimulatedDesk {
  readonly bus: Stage;
  readonly eventStore: EventStore;
  /** Carries out what process managers send. */
  readonly sender: CommandSender;
  /** The desk's own: what the handlers and processes read. */
  readonly clock: VirtualClock;
  /** The profile in force: the only one. */
  readonly profile: CompiledProfile;
  /** The process managers that are at work; none that tells people anything. */
  readonly processes: readonly ProcessManager[];
}
