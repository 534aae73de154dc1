import { gunzipSync, gzipSync } from 'node:zlib';
import { DomainError } from '@evidesk/kernel';
import { MAX_MAPPING_BYTES } from '../mapping/read-mapping-yaml.js';

/** The request header that carries a mapping of the caller's own. */
export const MAPPING_HEADER = 'evidesk-mapping';

/** A mapping's YAML as the header carries it: gzip, then base64. */
export const toMappingHeader = (yaml: string): string => gzipSync(yaml, { level: 9 }).toString('base64');

/** The YAML that a header carries. @throws DomainError when it carries none */
export function fromMappingHeader(header: string): string {
  try {
    return gunzipSync(Buffer.from(header, 'base64'), { maxOutputLength: MAX_MAPPING_BYTES }).toString('utf8');
  } catch {
    throw new DomainError('invalid', 'import.bad-mapping', `${MAPPING_HEADER} is not base64 of a gzipped mapping`);
  }
}
