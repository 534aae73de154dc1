import { describe, expect, it } from '@jest/globals';
import type { RetentionRule } from '@evidesk/profiles';
import { oldestKept, retentionDue } from './retention.js';

const labels = { en: 'x', 'zh-CN': 'x' };
const RULES: readonly RetentionRule[] = [
  { code: 'faults', labels, types: ['fault'], keptFor: 'P2Y' },
  { code: 'wishes', labels, types: ['wish'], keptFor: 'P6M' },
];
const NOW = '2026-11-21T00:00:00.000Z';
const fault = (overSince?: string) => ({ type: 'fault', ...(overSince !== undefined && { overSince }) });
const wish = (overSince?: string) => ({ type: 'wish', ...(overSince !== undefined && { overSince }) });

describe('retention', () => {
  it('lets go of a person once every incident was over for as long as its rule says', () => {
    const due = retentionDue([wish('2026-05-20T00:00:00.000Z'), fault('2024-11-20T12:00:00.000Z')], RULES, NOW);
    expect(due?.code).toBe('faults');
    expect(retentionDue([wish('2026-05-21T00:00:00.000Z')], RULES, NOW)?.code).toBe('wishes');
  });

  it('keeps him for an incident that is open, one that is younger, and one that no rule has', () => {
    expect(retentionDue([wish('2020-01-01T00:00:00.000Z'), fault()], RULES, NOW)).toBeUndefined();
    expect(retentionDue([wish('2026-05-21T00:00:00.001Z')], RULES, NOW)).toBeUndefined();
    expect(retentionDue([{ type: 'other', overSince: '2020-01-01T00:00:00.000Z' }], RULES, NOW)).toBeUndefined();
    expect(retentionDue([], RULES, NOW)).toBeUndefined();
    expect(retentionDue([wish('2020-01-01T00:00:00.000Z')], [], NOW)).toBeUndefined();
  });

  it('looks back as far as the shortest rule', () => {
    expect(oldestKept(RULES, NOW)).toBe('2026-05-21T00:00:00.000Z');
    expect(oldestKept([], NOW)).toBeUndefined();
  });
});
