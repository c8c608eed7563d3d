import type { KeyObject } from 'node:crypto';
import { publicHalf, SIGNATURE_BYTES, signFor, type OperatorKey } from '../core/operator-key';
import { decode32, encode32 } from './base32';
import { normaliseScan, tokenOf } from './codes';

/** What a ticket is for. A parcel that nobody announced has no id that its operator knows: then the label names it. */
export type TicketSubject =
  | { readonly kind: 'pickup'; readonly parcel: string }
  | { readonly kind: 'pickup'; readonly label: string }
  | { readonly kind: 'courier' | 'service'; readonly person: string };

/** See docs/offline-codes.md. */
export interface Ticket {
  /** 16 hex digits, drawn by the operator, never used again. */
  readonly id: string;
  readonly subject: TicketSubject;
  /** Whole seconds in ms since 1970; valid from the first to just before the second. */
  readonly from: number;
  readonly until: number;
}

/** 87 to 150 bytes as symbols. */
const TICKET = /^LK2([0-9A-HJKMNP-TV-Z]{140,240})$/;
/** Kind, key id, ticket id, from, until, length of the subject. */
const HEAD_BYTES = 22;
const MOST_SUBJECT_BYTES = 64;
const ID = /^[A-Za-z0-9._-]{1,64}$/;
/** As a scanned label is kept: printable, no blanks around it. */
const LABEL = /^(?! )[\x20-\x7e]{1,64}(?<! )$/;

const KINDS = { parcel: 1, label: 2, courier: 3, service: 4 } as const;

/** Has it the form of a ticket, right or not? */
export function looksLikeTicket(scan: string): boolean {
  return TICKET.test(normaliseScan(scan));
}

/** Has it the form of a token or a ticket? Then it is never a label, and ends whatever session it comes into. */
export function isAccessCode(scan: string): boolean {
  return tokenOf(scan) !== null || looksLikeTicket(scan);
}

/** A ticket that one of these keys has signed for this locker, or null: a forgery, another locker's, damaged. */
export function readTicket(scan: string, locker: string, keys: readonly OperatorKey[]): Ticket | null {
  const bytes = decode32(TICKET.exec(normaliseScan(scan))?.[1] ?? '*');
  if (bytes === null) return null;
  const payload = bytes.subarray(0, -SIGNATURE_BYTES);
  const signature = bytes.subarray(-SIGNATURE_BYTES);
  const by = payload.toString('hex', 1, 5);
  if (!keys.some((key) => key.id === by && key.verifies('ticket', locker, payload, signature))) return null;
  return parse(payload);
}

function parse(payload: Buffer): Ticket | null {
  const text = payload.toString('latin1', HEAD_BYTES);
  if (payload.length !== HEAD_BYTES + (payload[HEAD_BYTES - 1] ?? 0)) return null;
  const subject = subjectOf(payload[0], text);
  const from = payload.readUInt32BE(13) * 1_000;
  const until = payload.readUInt32BE(17) * 1_000;
  return subject && from < until ? { id: payload.toString('hex', 5, 13), subject, from, until } : null;
}

function subjectOf(kind: number | undefined, text: string): TicketSubject | null {
  if (!(kind === KINDS.label ? LABEL : ID).test(text)) return null;
  switch (kind) {
    case KINDS.parcel:
      return { kind: 'pickup', parcel: text };
    case KINDS.label:
      return { kind: 'pickup', label: text };
    case KINDS.courier:
      return { kind: 'courier', person: text };
    case KINDS.service:
      return { kind: 'service', person: text };
    default:
      return null;
  }
}

/**
 * The operator's side: the QR text. @param key an Ed25519 private key
 * @throws RangeError for what no ticket can say
 */
export function writeTicket({ id, subject, from, until }: Ticket, locker: string, key: KeyObject): string {
  const [kind, name] =
    'parcel' in subject
      ? [KINDS.parcel, subject.parcel]
      : 'label' in subject
        ? [KINDS.label, subject.label]
        : [KINDS[subject.kind], subject.person];
  if (subjectOf(kind, name) === null) throw new RangeError(`a ticket names 1 to ${MOST_SUBJECT_BYTES} characters`);
  if (!/^[0-9a-f]{16}$/.test(id)) throw new RangeError('a ticket id has 16 hex digits');
  if (from >= until) throw new RangeError('a ticket ends after it begins');
  const payload = Buffer.alloc(HEAD_BYTES + name.length);
  payload.writeUInt8(kind, 0);
  payload.write(publicHalf(key).id, 1, 'hex');
  payload.write(id, 5, 'hex');
  payload.writeUInt32BE(Math.floor(from / 1_000), 13);
  payload.writeUInt32BE(Math.floor(until / 1_000), 17);
  payload.writeUInt8(name.length, 21);
  payload.write(name, HEAD_BYTES, 'latin1');
  return `LK2-${encode32(Buffer.concat([payload, signFor('ticket', locker, payload, key)]))}`;
}
