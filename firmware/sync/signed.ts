import type { KeyObject } from 'node:crypto';
import * as z from 'zod';
import { publicHalf, signFor, type OperatorKey } from '../core/operator-key';
import { parseJson } from './shapes';

/** Commands have to be signed here. */
export interface Signers {
  readonly locker: string;
  readonly keys: readonly OperatorKey[];
}

/** A message on `cmd`, and whether somebody has signed it whom this locker obeys. */
export interface Opened {
  readonly value: unknown;
  /** It came with a signature, right or not. */
  readonly wrapped: boolean;
  readonly signed: boolean;
}

const base64url = z.string().regex(/^[A-Za-z0-9_-]+$/);
/** The signature is over the very bytes of the command, so that nobody has to agree on how to write JSON. */
const envelope = z.object({ signed: base64url, sig: base64url, key: z.string() });
/** One that lacks something, or is written otherwise: what is inside is answered, and not obeyed. */
const opaque = z.object({ signed: z.string(), id: z.never().optional() });

/** Null when there is nothing in it that could be answered. See docs/signed-commands.md. */
export function openCommand(bytes: Uint8Array, signers: Signers | null): Opened | null {
  const outer = parseJson(bytes);
  if (!outer.ok) return null;
  const wrapped = opaque.safeParse(outer.value);
  if (!wrapped.success) return { value: outer.value, wrapped: false, signed: false };
  const payload = Buffer.from(wrapped.data.signed, 'base64url');
  const inner = parseJson(payload);
  if (!inner.ok) return null;
  const whole = envelope.safeParse(outer.value);
  if (!whole.success) return { value: inner.value, wrapped: true, signed: false };
  const { sig, key } = whole.data;
  const signature = Buffer.from(sig, 'base64url');
  const by = signers?.keys.find(({ id }) => id === key);
  const signed = signers !== null && by?.verifies('command', signers.locker, payload, signature) === true;
  return { value: inner.value, wrapped: true, signed };
}

/** The operator's side. @param payload the command as JSON  @param key an Ed25519 private key */
export function wrapCommand(payload: Uint8Array, locker: string, key: KeyObject): z.infer<typeof envelope> {
  return {
    signed: Buffer.from(payload).toString('base64url'),
    sig: signFor('command', locker, payload, key).toString('base64url'),
    key: publicHalf(key).id,
  };
}
