// Asks the registry for known vulnerabilities of what runs in production. Findings fail; a registry without an answer does not.
import { spawnSync } from 'node:child_process';

const args = ['audit', '--omit=dev', '--audit-level=high', '--json', '--fetch-retries=0', '--fetch-timeout=30000'];
const { stdout, status } = spawnSync('npm', args, { encoding: 'utf8', shell: process.platform === 'win32' });

let report;
try {
  report = JSON.parse(stdout);
} catch {
  report = {};
}

const counts = report.metadata?.vulnerabilities;
if (counts === undefined) {
  console.log(`no answer from the registry: ${report.message ?? report.error?.summary ?? 'nothing readable'}`);
} else {
  const found = Object.values(report.vulnerabilities ?? {}).map(
    ({ name, severity, range }) => `${severity}: ${name} ${range}`,
  );
  console.log(found.length === 0 ? 'none known' : found.join('\n'));
  process.exitCode = status === 0 ? 0 : 1;
}
