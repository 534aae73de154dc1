import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  hash,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto';

/** A key that verifies seals. */
export interface PublicSealKey {
  /** SHA-256 of the key in DER (SPKI), in hexadecimal. */
  readonly id: string;
  /** The key in DER (SPKI), in base64. */
  readonly der: string;
  readonly pem: string;
  readonly key: KeyObject;
}

/** A key that signs seals. */
export interface SealKey {
  readonly publicKey: PublicSealKey;
  /** Ed25519 over the text in UTF-8, in base64. */
  sign(text: string): string;
  /** The private key as PEM (PKCS #8). */
  toPem(): string;
}

/** Makes a fresh key. */
export function generateSealKey(): SealKey {
  return sealKeyOf(generateKeyPairSync('ed25519').privateKey);
}

/** Reads a private key. @throws TypeError when it is no Ed25519 key */
export function parseSealKey(pem: string): SealKey {
  return sealKeyOf(createPrivateKey(pem));
}

/** Reads a public key, PEM or DER in base64. @throws TypeError when it is no Ed25519 key */
export function parsePublicSealKey(text: string): PublicSealKey {
  const isPem = text.includes('-----BEGIN');
  return publicSealKeyOf(
    createPublicKey(isPem ? text : { key: Buffer.from(text, 'base64'), format: 'der', type: 'spki' }),
  );
}

/** Whether a signature in base64 is the key's over the text. */
export function signatureIsGood({ key }: PublicSealKey, text: string, signature: string): boolean {
  return verify(null, Buffer.from(text), key, Buffer.from(signature, 'base64'));
}

function sealKeyOf(privateKey: KeyObject): SealKey {
  const publicKey = publicSealKeyOf(createPublicKey(privateKey));
  return {
    publicKey,
    sign: (text) => sign(null, Buffer.from(text), privateKey).toString('base64'),
    toPem: () => privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
  };
}

function publicSealKeyOf(key: KeyObject): PublicSealKey {
  if (key.asymmetricKeyType !== 'ed25519') throw new TypeError(`${key.asymmetricKeyType ?? key.type} is not Ed25519`);
  const der = key.export({ format: 'der', type: 'spki' });
  return {
    id: hash('sha256', der, 'hex'),
    der: der.toString('base64'),
    pem: key.export({ format: 'pem', type: 'spki' }).toString(),
    key,
  };
}
