import { createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import { decodeOperatorKey } from '../../config/operator-key';
import { keyId } from '../../config/site-key';

/** What a signature is for: one made for a ticket is never one for a command. */
export type SignedFor = 'ticket' | 'command';

/** Ed25519 signatures have 64 bytes (RFC 8032, section 5.1.6). */
export const SIGNATURE_BYTES = 64;

/** Whose signatures this locker believes. */
export interface OperatorKey {
  /** First 8 hex digits of SHA-256 over the public key. */
  readonly id: string;
  /** Ed25519 proper: a signature that was altered in any way, also to an equivalent one, is none. */
  verifies(what: SignedFor, locker: string, payload: Uint8Array, signature: Uint8Array): boolean;
}

/** The locker is part of what is signed, so that nothing is good anywhere else. */
function signedBytes(what: SignedFor, locker: string, payload: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(`lockerd ${what}\0${locker}\0`), payload]);
}

/** @throws for a text that `isOperatorKey` does not take: the site file has been checked by it */
export function operatorKey(text: string): OperatorKey {
  const raw = decodeOperatorKey(text);
  if (raw === null) throw new Error('not an Ed25519 public key');
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: text }, format: 'jwk' });
  return {
    id: keyId(raw),
    verifies: (what, locker, payload, signature) =>
      signature.length === SIGNATURE_BYTES && verify(null, signedBytes(what, locker, payload), key, signature),
  };
}

/** The operator's side. @param key an Ed25519 private key */
export function signFor(what: SignedFor, locker: string, payload: Uint8Array, key: KeyObject): Buffer {
  return sign(null, signedBytes(what, locker, payload), key);
}

/** The public half as a site file names it, and its id. @throws when the key is of another kind than Ed25519 */
export function publicHalf(key: KeyObject): { readonly text: string; readonly id: string } {
  const { crv, x } = (key.type === 'private' ? createPublicKey(key) : key).export({ format: 'jwk' });
  if (crv !== 'Ed25519' || x === undefined) throw new Error('not an Ed25519 key');
  return { text: x, id: keyId(Buffer.from(x, 'base64url')) };
}
