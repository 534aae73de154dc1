import { type PublicSealKey, readKeyRotations, readTip } from '@evidesk/audit-proof';
import { sealKeyFile } from '@evidesk/worker';
import type { Command } from 'commander';
import { CliError } from '../cli-error.js';
import type { Cli } from '../cli.js';
import { EXIT } from '../exit-codes.js';
import { withEvents } from '../reading.js';
import { rotateSealKey } from '../seal-now.js';

const SHOW_HELP = `
Prints the id of the key that signs seals (SHA-256 of the public key in DER), the public key in PEM, and every change of
keys. Keep the id where whoever runs the desk can not change it: \`evidesk verify --key <id>\` holds history to it.`;

const ROTATE_HELP = `
Makes a fresh key; the old one signs the new one's id, and nothing more. The private part of the old one is gone
afterwards: who gets hold of a backup of it can not seal anything that would be believed. Works beside a running server.`;

/** `evidesk seal-key`: the key that signs seals. */
export function registerSealKey(root: Command, cli: Cli): void {
  const sealKey = root.command('seal-key').summary('show or change the key that signs seals');
  cli.command(
    sealKey,
    'show',
    'print the key that signs seals',
    (command) => command.description('Prints the public key that verifies seals.').addHelpText('after', SHOW_HELP),
    () => show(cli),
  );
  cli.command(
    sealKey,
    'rotate',
    'let a fresh key sign from now on',
    (command) => command.description('Lets a fresh key sign seals from now on.').addHelpText('after', ROTATE_HELP),
    async () => {
      const { keyId, previousKeyId, rotatedAt } = await rotateSealKey(cli.config());
      cli.result({ keyId, previousKeyId, rotatedAt }, () => `the key ${keyId} signs from now on`);
      return undefined;
    },
  );
}

async function show(cli: Cli): Promise<undefined> {
  const config = cli.config();
  const file = sealKeyFile(config);
  return withEvents(config, async (store) => {
    const rotations = await readKeyRotations(store);
    const { keyId } = await readTip(store);
    const key = (await file.read())?.publicKey;
    if (key === undefined && keyId === undefined)
      throw new CliError(`there is no key yet: the first seal makes ${file.path}`, EXIT.notFound, 'seal-key.none');
    const history = rotations.map((rotation) => ({ keyId: rotation.keyId, since: rotation.rotatedAt }));
    const signs = key !== undefined && (keyId === undefined || key.id === keyId);
    const result = { keyId: keyId ?? key?.id, file: file.path, signs, publicKey: key?.pem ?? null, history };
    cli.result(result, () => inWords(file.path, key, signs, history));
    return undefined;
  });
}

function inWords(
  file: string,
  key: PublicSealKey | undefined,
  signs: boolean,
  history: readonly { readonly keyId: string; readonly since: string }[],
): string {
  const lines = history.map(({ keyId, since }) => `${since}  ${keyId}`);
  if (key === undefined) lines.push(`${file} is not there: restore it, or nothing can be sealed`);
  else if (signs) lines.push(`${file} holds the key that signs:`, key.pem.trimEnd());
  else lines.push(`${file} holds another key, ${key.id}: restore the right one, or nothing can be sealed`);
  return lines.join('\n');
}
