// Names what was skipped at the end of a run, suite by suite, since Jest only counts it.
export default class SkippedReporter {
  onRunComplete(_contexts, { testResults }) {
    const skipped = new Map();
    for (const { status, ancestorTitles, title } of testResults.flatMap((file) => file.testResults)) {
      if (status !== 'pending' && status !== 'todo') continue;
      const suite = ancestorTitles[0] ?? title;
      skipped.set(suite, (skipped.get(suite) ?? 0) + 1);
    }
    if (skipped.size === 0) return;
    const lines = [...skipped].map(([suite, tests]) => `  ${suite}${tests > 1 ? ` (${tests} tests)` : ''}\n`);
    process.stderr.write(`\nSkipped:\n${lines.join('')}`);
  }
}
