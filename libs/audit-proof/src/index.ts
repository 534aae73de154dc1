export * from './audit-proof.module.js';
export * from './contract/personal-data.js';
export * from './contract/seal-events.js';
export { sealSentences } from './contract/sentences.js';
export { eventLeaf, leafText, type LeafSource } from './merkle/event-leaf.js';
export { inclusionPath, rootByPath } from './merkle/inclusion.js';
export {
  EMPTY_ROOT,
  hashOfHex,
  hexOf,
  leafHash,
  MerkleFrontier,
  merkleRoot,
  nodeHash,
  type TreeHash,
} from './merkle/tree-hash.js';
export { readKeyRotations } from './seals/key-history.js';
export { readTip, readSealsBehind, sealCovering, type SealsTip, type StoredSeal } from './seals/read-seals.js';
export { sealHash, sealText } from './seals/seal.js';
export { parsePublicSealKey, type PublicSealKey } from './seals/seal-key.js';
export { SealKeyFile } from './seals/seal-key-file.js';
export { RecordSealSender } from './sealing/record-seal-sender.js';
export { Sealer, type SealerOptions } from './sealing/sealer.js';
export { RECORD_SEAL, SealRecorder, type SealRecorderOptions } from './sealing/seal-recorder.js';
export { sealingMetadata } from './sealing/sealing-metadata.js';
export type { SealedRange } from './sealing/sealed-range.js';
export type { Finding, FindingKind } from './verification/finding.js';
export * from './verification/verify-store.js';
export type { BundleManifest, InclusionProof } from './contract/bundle-files.js';
export {
  type Bundle,
  BUNDLE_FILES,
  type BundleFile,
  bundleOf,
  type BundleRequest,
  eventText,
  makeBundle,
} from './evidence/bundle.js';
export { type BundleVerification, checkBundle, type CheckBundleOptions } from './evidence/check-bundle.js';
export { BadBundle } from './evidence/parse-bundle.js';
export { proveEvents, type ProvenEvents } from './evidence/prove-events.js';
export { packTar, unpackTar } from './evidence/tar.js';
export { eventsOfIncident } from './evidence/tied-streams.js';
export { verifyOneStream } from './verification/verify-one-stream.js';
