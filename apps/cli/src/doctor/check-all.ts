import { ConfigError, describeConfig, type Config } from '@evidesk/platform';
import type { Cli } from '../cli.js';
import { checkStores } from './check-stores.js';
import { checkFolder } from './check-folder.js';
import { fail, type Finding, ok, warn } from './finding.js';

/** Looks at everything that can be looked at without changing it. */
export async function checkAll(cli: Cli, deep: boolean): Promise<readonly Finding[]> {
  const findings = [checkNode(process.versions.node)];
  const config = configuration(cli, findings);
  if (config === undefined) return findings;
  findings.push(...(await checkFolder(config)));
  findings.push(...(await checkStores(cli, config, deep)));
  return findings;
}

/** @param version of Node */
export function checkNode(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) return fail('node', `${version}: Evidesk needs 20.19 or newer`);
  return ok('node', version);
}

function configuration(cli: Cli, findings: Finding[]): Config | undefined {
  try {
    const config = cli.config();
    const set = Object.keys(describeConfig(config)).filter((name) => (cli.io.env[name] ?? '') !== '');
    findings.push(ok('configuration', set.length === 0 ? 'all defaults' : `set: ${set.join(', ')}`));
    if (!config.loopback && config.localTokens) {
      findings.push(warn('exposure', `local tokens are accepted on ${config.host}: only behind a proxy that ends TLS`));
    }
    return config;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    findings.push(fail('configuration', error.problems.join('; ')));
    return undefined;
  }
}
