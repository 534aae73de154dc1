import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { SETTINGS } from '@evidesk/platform';
import { Dockerfile, DockerfileParser, type Instruction, type JSONInstruction } from 'dockerfile-ast';
import { parseAllDocuments } from 'yaml';

/** The repository's folder. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export const textOf = (path: string): string => readFileSync(`${ROOT}${path}`, 'utf8');

/** The documents of a YAML file, with anchors and merges resolved. */
export function yamlOf(path: string): readonly Record<string, unknown>[] {
  return parseAllDocuments(textOf(path), { merge: true, customTags: [OVERRIDE] }).map((document) => {
    if (document.errors.length > 0) throw new Error(`${path}: ${document.errors.join('; ')}`);
    return document.toJS() as Record<string, unknown>;
  });
}

/** Compose's own: the list stands in place of the one below it. */
const OVERRIDE = { tag: '!override', collection: 'seq' as const };

/** The Dockerfile; of its stages, the last makes the image. */
export const dockerfile = (): Dockerfile => DockerfileParser.parse(textOf('Dockerfile'));

export function lastStage(file: Dockerfile): readonly Instruction[] {
  const all = file.getInstructions();
  return all.slice(all.findLastIndex((instruction) => instruction.getKeyword() === 'FROM'));
}

/** The words of the last instruction of a kind in the image's stage, such as CMD. */
export function wordsOf(keyword: 'CMD' | 'HEALTHCHECK'): readonly string[] {
  const found = lastStage(dockerfile()).findLast((instruction) => instruction.getKeyword() === keyword);
  if (found === undefined) throw new Error(`there is no ${keyword}`);
  const json = keyword === 'CMD' ? (found as JSONInstruction).getArguments() : found.getArguments();
  const text = json.map((argument) => argument.getValue()).join(' ');
  return JSON.parse(text.slice(text.indexOf('['))) as readonly string[];
}

const NAMES = new Set(SETTINGS.flatMap(({ env, secret }) => (secret ? [env, `${env}_FILE`] : [env])));

/** Names among these that look like ours and are no setting: a server would refuse to start. */
export const unknownSettings = (names: readonly string[]): readonly string[] =>
  names.filter((name) => /^(?:EVIDESK_|EVENTSTORE_URL|MONGODB_|HOST|PORT)/.test(name) && !NAMES.has(name));
