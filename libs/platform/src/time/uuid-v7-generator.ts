import type { IdGenerator } from '@evidesk/kernel';
import { v7 } from 'uuid';

/** Dependency-injection token of the id generator. */
export const ID_GENERATOR = Symbol('IdGenerator');

/** UUIDs of version 7: unique everywhere and, within one process, in order of their making. */
export class UuidV7Generator implements IdGenerator {
  next(): string {
    return v7();
  }
}
