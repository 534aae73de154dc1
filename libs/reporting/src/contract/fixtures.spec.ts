import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { givenProjection, history } from '@evidesk/testing';
import { reportAggregate } from '../application/report.aggregate.js';
import { inFull } from '../domain/brief-figures.js';
import { frozenReportsProjection } from '../read-models/frozen-reports/frozen-reports.projection.js';
import type { ReportEvent } from './report-events.js';

const folder = fileURLToPath(new URL('./fixtures/', import.meta.url));
const files = readdirSync(folder).sort();
const fixture = (file: string) =>
  JSON.parse(readFileSync(`${folder}${file}`, 'utf8')) as ReportEvent & { readonly version: number };

describe('Every shape of an event of reports that was ever stored', () => {
  it('has its fixture: each type at each version', () => {
    expect(files).toEqual([...reportAggregate.eventTypes.keys()].map((type) => `${type}.v1.json`).sort());
  });

  it.each(files)('%s is of its version, folds, and can be shown', (file) => {
    const { type, version, data } = fixture(file);
    expect(file).toBe(`${type}.v${version}.json`);
    expect(reportAggregate.eventTypes.get(type)?.check(data)).toBeUndefined();
    expect(reportAggregate.evolve({ frozen: false }, { type, data }, '')).toEqual({ frozen: true });
    const shown = givenProjection(frozenReportsProjection)(history('report-2026-10', [{ event: { type, data } }]));
    expect(inFull(shown.document('2026-10')?.figures ?? {})).toEqual({
      recorded: 5,
      closureRate: { numerator: 4, denominator: 5, value: 80 },
      satisfaction: { numerator: 7.5, denominator: 2, value: 3.75 },
      medianResolutionMs: { count: 4, value: 3_600_000, low: 3_584_000, high: 3_712_000 },
      resolutionRate: { numerator: 0, denominator: 0, value: null },
    });
  });

  it('is refused when it is not as published', () => {
    expect(reportAggregate.eventTypes.get('report.frozen')?.check({ month: '2026-Q4' })).toMatch(/month/);
  });
});
