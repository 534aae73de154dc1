import { Histogram as PromHistogram, Registry } from 'prom-client';
import { exposition, labelled } from './exposition.js';
import { SECONDS } from './histogram.js';
import { Metrics } from './metrics.js';

const metrics = () => {
  const failures: string[] = [];
  return { failures, metrics: new Metrics((metric) => failures.push(metric)) };
};

describe('metrics', () => {
  it('count like prom-client does', async () => {
    const ours = metrics().metrics;
    const durations = ours.histograms({ name: 'd', help: 'Durations', labels: ['a', 'b'] });
    const registry = new Registry();
    const theirs = new PromHistogram({
      name: 'd',
      help: 'Durations',
      labelNames: ['a', 'b'],
      buckets: [...SECONDS],
      registers: [registry],
    });
    for (const [a, b, value] of [
      ['x', 'y', 0],
      ['x', 'y', 0.001],
      ['x', 'z', 0.0011],
      ['x', 'y', 10],
      ['x', 'y', 11],
    ] as const) {
      durations.with(a, b).observe(value);
      theirs.labels(a, b).observe(value);
    }
    const lines = (text: string) => text.trim().split('\n').map(sorted).sort();
    expect(lines(await exposition(await ours.data()))).toEqual(lines(await registry.metrics()));
  });

  it('become one where two threads have the same', async () => {
    const [one, other] = [metrics().metrics, metrics().metrics];
    for (const [thread, count] of [
      [one, 1],
      [other, 2],
    ] as const)
      thread
        .counters({ name: 'c_total', help: 'C', labels: ['of'] })
        .with('x')
        .add(count);
    const text = await exposition([...(await one.data()), ...labelled(await other.data(), 'thread', 'runners')]);
    expect(text.match(/# TYPE/g)).toHaveLength(1);
    expect(text).toContain('c_total{of="x"} 1\n');
    expect(text).toContain('c_total{of="x",thread="runners"} 2\n');
  });

  it('are told without the one that can not be looked up', async () => {
    const { failures, metrics: all } = metrics();
    all.observe({ name: 'good', help: 'G', type: 'gauge', read: () => [{ labels: {}, value: 1 }] });
    all.observe({ name: 'bad', help: 'B', type: 'gauge', read: () => Promise.reject(new Error('away')) });
    expect(await exposition(await all.data())).toContain('good 1');
    expect(failures).toEqual(['bad']);
    expect(() => all.counters({ name: 'good', help: '', labels: [] })).toThrow('already');
  });

  it('stay bounded, whatever comes as a label', async () => {
    const all = metrics().metrics;
    const counters = all.counters({ name: 'c_total', help: 'C', labels: ['of'] });
    for (let index = 0; index < 6_000; index += 1) counters.with(String(index)).add();
    const [family] = await all.data();
    expect(family?.values).toHaveLength(5_001);
    expect(family?.values.at(-1)).toEqual({ labels: { of: 'other' }, value: 1_000 });
  });
});

/** Labels in the order of their names. */
const sorted = (line: string): string =>
  line.replace(/\{(.*)\}/, (_, labels: string) => `{${labels.split(',').sort().join(',')}}`);
