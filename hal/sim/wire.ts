import type { ChildProcess, SendHandle } from 'node:child_process';
import type { Socket } from 'node:net';
import { HalError } from '../errors';
import type { HalErrorCode } from '../errors';

/** An IPC channel seen from either end: `process` in the child, the child in its parent. */
export type IpcChannel = NodeJS.Process | ChildProcess;

/** Calls travel in an envelope: the same channel carries plain `{ type }` messages as well. */
interface Envelope {
  readonly world: unknown;
}

export function isEnvelope(message: unknown): message is Envelope {
  return typeof message === 'object' && message !== null && 'world' in message;
}

/** The request to cut the power; the caller's connection goes with it. */
export function isPowerCut(message: unknown): boolean {
  return typeof message === 'object' && message !== null && 'type' in message && message.type === 'power-cut';
}

/** A process at the other end of the channel that is not there any more. */
class GoneError extends HalError {}

export function goneError(cause?: unknown): HalError {
  return new GoneError('lost', 'sim', 'the other process is gone', { cause });
}

export function isGone(error: unknown): boolean {
  return error instanceof GoneError;
}

type Send = (
  message: object,
  handle: SendHandle | undefined,
  options: { keepOpen?: boolean },
  done: (error: Error | null) => void,
) => boolean;

/** Settles when the message is out. @throws HalError `lost` when nobody is there */
export function sendTo(channel: IpcChannel, message: object, handle?: Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    if (!channel.connected || channel.send === undefined) return reject(goneError());
    const done = (error: Error | null): void => (error === null ? resolve() : reject(goneError(error)));
    (channel.send as Send).call(channel, message, handle, {}, done);
  });
}

/** birpc's answers hold the error under `e`; JSON alone would make `{}` of it. */
export function pack(message: { readonly e?: unknown }): object {
  return message.e === undefined ? message : { ...message, e: packError(message.e) };
}

export function unpack(message: { readonly e?: PackedError }): object {
  return message.e === undefined ? message : { ...message, e: unpackError(message.e) };
}

type PackedError =
  | { readonly kind: 'hal'; readonly code: HalErrorCode; readonly device: string; readonly message: string }
  | { readonly kind: 'other'; readonly message: string };

function packError(error: unknown): PackedError {
  if (error instanceof HalError) {
    const message = error.message.slice(error.device.length + 2);
    return { kind: 'hal', code: error.code, device: error.device, message };
  }
  const message = (error as { message?: unknown } | null)?.message;
  return { kind: 'other', message: typeof message === 'string' ? message : String(error) };
}

function unpackError(packed: PackedError): Error {
  return packed.kind === 'hal' ? new HalError(packed.code, packed.device, packed.message) : new Error(packed.message);
}
