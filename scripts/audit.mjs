#!/usr/bin/env node
// Asks the registry for known vulnerabilities of what runs in production. Three outcomes, three exit codes: 0 none are
// known, 1 there are some, 3 the registry did not answer: that is not the same as none.
import { spawnSync } from 'node:child_process';

const CLEAN = 0;
const FINDINGS = 1;
const NO_ANSWER = 3;

const args = ['audit', '--omit=dev', '--json', '--fetch-retries=1', '--fetch-timeout=30000'];
const { stdout, error } = spawnSync('npm', args, { encoding: 'utf8', shell: process.platform === 'win32' });
process.exitCode = say(reportIn(stdout ?? ''));

function reportIn(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

function say(report) {
  if (report.metadata?.vulnerabilities === undefined) {
    const why = report.message ?? report.error?.summary ?? error?.message ?? 'nothing readable came';
    console.log(`no answer from the registry, so nothing is known: ${why}`);
    return NO_ANSWER;
  }
  const found = Object.values(report.vulnerabilities ?? {});
  if (found.length === 0) {
    console.log('no known vulnerabilities in production');
    return CLEAN;
  }
  for (const { name, severity, range, via } of found) {
    const titles = via.map((one) => (typeof one === 'string' ? `by ${one}` : one.title));
    console.log(`${severity}: ${name} ${range}: ${titles.join('; ')}`);
  }
  return FINDINGS;
}
