import { describe, expect, it } from '@jest/globals';
import type { ProcessProfile, RetentionRule } from '../../contract/process-profile.js';
import { retentionFindings } from './retention.js';

const labels = { en: 'x', 'zh-CN': 'x' };
const rule = (code: string, more: Partial<RetentionRule> = {}): RetentionRule => ({
  code,
  labels,
  keptFor: 'P24M',
  ...more,
});
const found = (...retention: readonly RetentionRule[]) =>
  retentionFindings({ retention, types: [{ code: 'fault', labels }] } as unknown as ProcessProfile).map(
    ({ code, path }) => `${code} ${path}`,
  );

describe('retention rules', () => {
  it('are well formed when each is reached and names types that there are', () => {
    expect(found(rule('faults', { types: ['fault'], keptFor: 'P3Y' }), rule('rest'))).toEqual([]);
    expect(retentionFindings({ types: [] } as unknown as ProcessProfile)).toEqual([]);
  });

  it('are refused with a pointer to each fault', () => {
    expect(found(rule('a', { keptFor: 'P0M' }), rule('a', { types: ['fault', 'wish'] }))).toEqual([
      'empty-duration /retention/0/keptFor',
      'duplicate-code /retention/1/code',
      'unreachable-rule /retention/1',
      'unknown-code /retention/1/types/1',
    ]);
  });
});
