import { type EventMetadata, type JsonObject, lazily, type RecordedEvent } from '@evidesk/kernel';
import { Ajv, type ValidateFunction } from 'ajv';
import {
  type BundleManifest,
  EventLineSchema,
  type InclusionProof,
  KeyLineSchema,
  ManifestSchema,
  ProofsSchema,
  SealLineSchema,
} from '../contract/bundle-files.js';
import type { BareSeal, KeyRotation } from '../contract/seal-events.js';
import { BUNDLE_FILES } from './bundle.js';

/** A bundle can't be read: what is wrong with which file. */
export class BadBundle extends Error {
  override readonly name = 'BadBundle';
}

/** What the files of a bundle say. */
export interface ParsedBundle {
  readonly manifest: BundleManifest;
  readonly events: readonly RecordedEvent[];
  readonly proofs: readonly InclusionProof[];
  readonly seals: readonly BareSeal[];
  readonly rotations: readonly KeyRotation[];
}

interface EventLine extends Pick<RecordedEvent, 'stream' | 'revision' | 'position' | 'hash'> {
  readonly event: { readonly type: string; readonly data: JsonObject; readonly metadata: EventMetadata };
}

const shapes = lazily(() => {
  const ajv = new Ajv({ strict: false });
  return {
    ajv,
    manifest: ajv.compile<BundleManifest>(ManifestSchema),
    eventLine: ajv.compile<EventLine>(EventLineSchema),
    proofsFile: ajv.compile<{ readonly proofs: readonly InclusionProof[] }>(ProofsSchema),
    sealLine: ajv.compile<BareSeal>(SealLineSchema),
    keyLine: ajv.compile<KeyRotation>(KeyLineSchema),
  };
});

/** Reads a bundle's files. @throws BadBundle when one is missing or has not its shape */
export function parseBundle(files: ReadonlyMap<string, Buffer>): ParsedBundle {
  const textOf = (name: string): string => {
    const content = files.get(name);
    if (content === undefined) throw new BadBundle(`the bundle has no ${name}`);
    return content.toString();
  };
  const linesOf = <T>(name: string, shape: ValidateFunction<T>): readonly T[] =>
    textOf(name)
      .split('\n')
      .filter((line) => line !== '')
      .map((line, index) => parse(`line ${index + 1} of ${name}`, line, shape));
  const { manifest, eventLine, proofsFile, sealLine, keyLine } = shapes();
  return {
    manifest: parse(BUNDLE_FILES.manifest, textOf(BUNDLE_FILES.manifest), manifest),
    events: linesOf(BUNDLE_FILES.events, eventLine).map(({ event, ...rest }) => ({ ...event, ...rest })),
    proofs: parse(BUNDLE_FILES.proofs, textOf(BUNDLE_FILES.proofs), proofsFile).proofs,
    seals: linesOf(BUNDLE_FILES.seals, sealLine),
    rotations: linesOf(BUNDLE_FILES.keys, keyLine),
  };
}

function parse<T>(name: string, text: string, shape: ValidateFunction<T>): T {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new BadBundle(`${name} is not JSON`, { cause: error });
  }
  if (!shape(value)) throw new BadBundle(`${name} is malformed: ${shapes().ajv.errorsText(shape.errors)}`);
  return value;
}
