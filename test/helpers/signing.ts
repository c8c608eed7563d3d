import { createPrivateKey, type KeyObject } from 'node:crypto';
import { writeTicket, type Ticket, type TicketSubject } from '../../firmware/access/tickets';
import { publicHalf } from '../../firmware/core/operator-key';

/** RFC 8410: what stands before the 32 bytes of the seed in a private key of Ed25519. */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');

export function signingKey(seed: Uint8Array): KeyObject {
  return createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: 'der', type: 'pkcs8' });
}

/** Of the seed 00 01 … 1f, as in the vectors. */
export const OPERATOR = signingKey(Uint8Array.from({ length: 32 }, (_, i) => i));
export const STRANGER = signingKey(Buffer.alloc(32, 7));
export const OPERATOR_KEY = publicHalf(OPERATOR).text;

let drawn = 0;

/** A ticket with an id of its own. */
export function ticket(
  locker: string,
  subject: TicketSubject,
  { from, until, id }: Pick<Ticket, 'from' | 'until'> & { id?: string },
  key = OPERATOR,
): string {
  drawn += 1;
  return writeTicket({ id: id ?? drawn.toString(16).padStart(16, '0'), subject, from, until }, locker, key);
}
