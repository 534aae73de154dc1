import type { Position } from '@evidesk/kernel';
import { type Condition, READ_STORE, type ReadStore } from '@evidesk/read-store';
import { Inject, Injectable } from '@nestjs/common';
import { type Access, accesses, accessesProjection } from './accesses.projection.js';

/** Which entries of the access log. */
export interface AccessFilter {
  readonly who?: string;
  readonly path?: string;
  readonly from?: string;
  readonly before?: string;
  readonly limit?: number;
  readonly cursor?: string;
}

/** Who looked at what, newest first. */
@Injectable()
export class AccessList {
  constructor(@Inject(READ_STORE) private readonly store: ReadStore) {}

  async page({ who, path, from, before, limit, cursor }: AccessFilter): Promise<{
    readonly items: readonly Access[];
    readonly next?: string;
    readonly asOfPosition: Position;
  }> {
    const { position: asOfPosition } = await this.store.checkpoint(accessesProjection.name);
    const where: Record<string, Condition> = {};
    if (who !== undefined) where['who'] = who;
    if (path !== undefined) where['path'] = path;
    if (from !== undefined || before !== undefined) where['at'] = { gte: from, lt: before };
    const index = who !== undefined ? 'who' : path !== undefined ? 'path' : 'time';
    const page = await this.store.find(accesses, { where, index, order: 'descending', limit, cursor });
    return { ...page, asOfPosition };
  }
}
