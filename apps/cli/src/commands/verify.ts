import { readFile, stat } from 'node:fs/promises';
import {
  BadBundle,
  type BundleVerification,
  checkBundle,
  type Finding,
  parsePublicSealKey,
  SEALS_STREAM,
  type Verification,
  verifyOneStream,
  verifyStore,
} from '@evidesk/audit-proof';
import { START } from '@evidesk/kernel';
import { keepHeap, SystemClock } from '@evidesk/platform';
import { keepVerification } from '@evidesk/worker';
import type { Command } from 'commander';
import { readBundle } from '../bundle-files.js';
import { CliError } from '../cli-error.js';
import type { Cli } from '../cli.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { progress } from '../progress.js';
import { withEvents } from '../reading.js';

interface Options {
  readonly stream?: string;
  readonly bundle?: string;
  readonly seal?: string;
  readonly key?: string;
}

/** What the asker knows from elsewhere. */
interface Known {
  readonly knownSeal?: string;
  readonly knownKey?: string;
}

const MOST_SHOWN = 20;

const HELP = `
Reads the whole event store once, beside a running server too, and checks the hash chain of every stream, the global
order, and every seal: its Merkle root, its number, its link to the one before, its signature. Names the first bad event
and what was done to it: modified, removed, inserted, reordered, or a forged seal. Exit code 6 when anything is found.

Whoever has the private key can seal another history. Keep the hash of a seal, or the id of the key, where he can not
reach it, and give it here:

  evidesk verify --seal 5f0c…                            the seal that was printed last month is still there
  evidesk verify --key 8a41…                             sealed by this key, or one that it handed over to
  evidesk verify --bundle evidence-INC-202611-000042     a bundle of \`evidesk export --proof\`, without any store`;

/** `evidesk verify`: is what is stored what was written? */
export function registerVerify(root: Command, cli: Cli): void {
  cli.command<[Options]>(
    root,
    'verify',
    'verify hash chains, order, seals and signatures',
    (command) =>
      command
        .description('Verifies that what is stored, or a bundle of evidence, is what was written.')
        .option('--stream <stream>', 'only this stream, and that its events are sealed')
        .option('--bundle <path>', 'a bundle of evidence, folder or .tar.gz, instead of the store')
        .option('--seal <hash>', 'there has to be a seal with this hash')
        .option(
          '--key <id|file>',
          'there has to be a key with this id (or beginning of one), or this public key in PEM',
        )
        .addHelpText('after', HELP),
    async (options) => {
      if (options.bundle !== undefined && options.stream !== undefined)
        throw new CliError('--bundle and --stream do not go together', EXIT.usage, 'cli.usage');
      if (options.stream === SEALS_STREAM)
        throw new CliError(
          'seals are verified with the events under them: leave --stream out',
          EXIT.usage,
          'cli.usage',
        );
      const known = await knownOf(options);
      if (options.bundle !== undefined) return report(cli, await verifyBundle(options.bundle, known));
      return withEvents(cli.config(), async (store) => {
        if (options.stream !== undefined)
          return report(cli, await verifyOneStream(store, options.stream, new SystemClock().now(), known));
        keepHeap('small');
        const bar = progress(cli, 'events');
        const head = await store.head();
        const consecutive = cli.config().eventStoreUrl === undefined;
        const total = consecutive && head !== START ? Number(head) : 0;
        const started = performance.now();
        const onProgress = (events: number) => bar.report(events, Math.max(events, total));
        const verification = await verifyStore({ eventStore: store, consecutive, onProgress, ...known });
        bar.end();
        const code = report(cli, verification, (performance.now() - started) / 1_000);
        await keepVerification(cli.config(), { verifiedAt: new SystemClock().now(), ...verification }).catch(
          (error: unknown) => cli.note(`the result can not be kept for the metrics: ${String(error)}`),
        );
        return code;
      });
    },
  );
}

async function knownOf({ seal, key }: Options): Promise<Known> {
  if (seal !== undefined && !/^[0-9a-f]{64}$/.test(seal))
    throw new CliError('--seal is a hash: 64 hexadecimal digits', EXIT.usage, 'cli.usage');
  return { ...(seal !== undefined && { knownSeal: seal }), ...(key !== undefined && { knownKey: await keyId(key) }) };
}

/** An id as it is; of a file, the id of the key in it. */
async function keyId(key: string): Promise<string> {
  if (/^[0-9a-f]{16,64}$/.test(key)) return key;
  const isFile = await stat(key).then(
    (found) => found.isFile(),
    () => false,
  );
  if (!isFile)
    throw new CliError(`${key} is neither the id of a key (16 digits or more) nor a file`, EXIT.usage, 'cli.usage');
  try {
    return parsePublicSealKey(await readFile(key, 'utf8')).id;
  } catch (error) {
    throw new CliError(`${key} does not hold an Ed25519 key in PEM`, EXIT.usage, 'cli.usage', { cause: error });
  }
}

async function verifyBundle(path: string, known: Known): Promise<BundleVerification> {
  try {
    return checkBundle(await readBundle(path), known);
  } catch (error) {
    if (!(error instanceof BadBundle)) throw error;
    throw new CliError(`${path} is no bundle that can be checked: ${error.message}`, EXIT.damaged, 'bundle.bad');
  }
}

function report(cli: Cli, verification: Verification | BundleVerification, seconds?: number): ExitCode | undefined {
  const speed =
    seconds === undefined
      ? {}
      : { seconds, eventsPerSecond: Math.round(verification.events / Math.max(seconds, 0.001)) };
  const [first] = verification.findings;
  cli.result({ ...verification, first: first ?? null, ...speed }, () => inWords(verification, speed));
  return verification.intact ? undefined : EXIT.damaged;
}

function inWords(
  verification: Verification | BundleVerification,
  { seconds, eventsPerSecond }: { readonly seconds?: number; readonly eventsPerSecond?: number },
): string {
  const { intact, events, streams, seals, keys, newestSeal, unsealed, findings, more } = verification;
  const lines = [`${intact ? 'intact' : 'NOT INTACT'}: ${events} events in ${streams} streams, ${seals} seals`];
  if (!intact) {
    lines.push('', `first bad: ${findingInWords(findings[0])}`);
    const others = findings.slice(1, MOST_SHOWN).map((finding) => `     then: ${findingInWords(finding)}`);
    lines.push(...others);
    const hidden = findings.length - 1 - others.length + more;
    if (hidden > 0) lines.push(`           and ${hidden} more (--json lists a thousand)`);
    if ('brokenOff' in verification && verification.brokenOff) lines.push('the rest could not be read');
    lines.push('');
  }
  if (newestSeal !== undefined)
    lines.push(`newest seal: number ${newestSeal.number} of ${newestSeal.sealedAt}, hash ${newestSeal.hash}`);
  if (keys.length > 0) lines.push(`sealed by: ${keys.map((key) => key.slice(0, 16)).join(', ')}`);
  if (unsealed.events > 0) {
    const since = 'since' in unsealed && unsealed.since !== undefined ? `, since ${unsealed.since}` : '';
    lines.push(`unsealed tail of ${unsealed.events} events${since}`);
  }
  if (seconds !== undefined) lines.push(`checked in ${seconds.toFixed(1)} s, ${eventsPerSecond ?? 0} events/s`);
  return lines.join('\n');
}

function findingInWords(finding: Finding | undefined): string {
  if (finding === undefined) return '';
  const { kind, stream, revision, position, eventType, seal, detail } = finding;
  const event = stream === undefined ? '' : `${stream}${revision === undefined ? '' : `#${revision}`}`;
  const where = [event, eventType ?? '', position === undefined ? '' : `position ${position}`];
  const under = seal === undefined || stream === 'seals' ? '' : `seal ${seal}`;
  return `${kind}  ${[...where, under].filter((part) => part !== '').join('  ')}\n           ${detail}`;
}
