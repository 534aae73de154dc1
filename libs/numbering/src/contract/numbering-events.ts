import type { DomainEvent } from '@evidesk/kernel';
import { Type, type Static } from 'typebox';

export const BlockReservedSchema = Type.Object({
  /** The first number of the block, from 1. */
  from: Type.Integer({ minimum: 1 }),
  to: Type.Integer({ minimum: 1 }),
});

/** A process took a block of running numbers for itself; those that it does not use stay unused. */
export type BlockReserved = DomainEvent<'numbering.block-reserved', Static<typeof BlockReservedSchema>>;
