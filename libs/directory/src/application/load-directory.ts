import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { WebhookEntry } from '../contract/directory-file.js';
import { type Directory, directoryOf, emptyDirectory } from '../domain/directory.js';
import { readDirectoryYaml } from './read-directory-yaml.js';

/** The directory of the process; dependency-injection token. */
export const DIRECTORY = Symbol('Directory');

/** The file that is read when none is named, in the data folder. */
const DEFAULT_FILE = 'directory.yaml';
/** What Standard Webhooks asks of a secret, in bytes. */
const SECRET_BYTES = { min: 24, max: 64 };

/** Where the directory is. */
export interface DirectorySource {
  /** The file named by the operator. Without one, `directory.yaml` in the data folder is read if it is there. */
  readonly file?: string | undefined;
  readonly dataDir: string;
  /** Where secrets are looked up. */
  readonly env: { readonly [name: string]: string | undefined };
}

/** The directory can't be used. Names the file, and every problem with its line; never a secret. */
export class DirectoryInvalid extends Error {
  override readonly name = 'DirectoryInvalid';
  constructor(
    readonly file: string,
    readonly problems: readonly { readonly line: number; readonly message: string }[],
  ) {
    super(
      `the directory has ${problems.length} problem(s):\n${problems.map(({ line, message }) => `  - ${file}:${line}: ${message}`).join('\n')}`,
    );
  }
}

/**
 * Reads the operator's directory, with the secrets of its webhooks; an empty one when there is no file.
 * @throws DirectoryInvalid when the file is wrong, or is named and not there, or a secret is missing
 */
export async function loadDirectory({ file, dataDir, env }: DirectorySource): Promise<Directory> {
  const path = file ?? join(dataDir, DEFAULT_FILE);
  const text = await textOf(path);
  if (text === undefined) {
    if (file === undefined) return emptyDirectory();
    throw new DirectoryInvalid(path, [{ line: 0, message: 'there is no such file (EVIDESK_DIRECTORY)' }]);
  }
  const read = readDirectoryYaml(text);
  if (read.file === undefined) {
    const problems = read.findings.map((found) => ({
      line: found.line,
      message: found.path === '' ? found.message : `${found.path}: ${found.message}`,
    }));
    throw new DirectoryInvalid(path, problems);
  }
  const secrets = new Map<string, string>();
  const problems: { line: number; message: string }[] = [];
  for (const [index, webhook] of (read.file.webhooks ?? []).entries()) {
    const secret = await secretOf(webhook, resolve(path, '..'), env);
    if ('problem' in secret) problems.push({ line: read.lineOf(`/webhooks/${index}`), message: secret.problem });
    else secrets.set(webhook.name, secret.value);
  }
  if (problems.length > 0) throw new DirectoryInvalid(path, problems);
  return directoryOf(read.file, (name) => {
    const secret = secrets.get(name);
    if (secret === undefined) throw new Error(`there is no webhook ${name}`);
    return secret;
  });
}

async function textOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** The secret of a webhook; a relative file is looked up beside the directory. */
async function secretOf(
  { name, secretEnv, secretFile }: WebhookEntry,
  folder: string,
  env: DirectorySource['env'],
): Promise<{ readonly value: string } | { readonly problem: string }> {
  const place = secretEnv === undefined ? `the file ${secretFile ?? ''}` : `the environment variable ${secretEnv}`;
  const found = secretEnv === undefined ? await textOf(resolve(folder, secretFile ?? '')) : env[secretEnv];
  const value = found?.trim() ?? '';
  if (value === '') return { problem: `webhook ${name}: ${place} holds no secret` };
  const bytes = /^whsec_[A-Za-z0-9+/]+={0,2}$/.test(value) ? Buffer.from(value.slice(6), 'base64').length : 0;
  if (bytes < SECRET_BYTES.min || bytes > SECRET_BYTES.max) {
    const wanted = `whsec_ and ${SECRET_BYTES.min} to ${SECRET_BYTES.max} bytes in base64`;
    return { problem: `webhook ${name}: ${place} must hold ${wanted}` };
  }
  return { value };
}
