import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { decode32, encode32 } from '../../../firmware/access/base32';
import { isOurs } from '../../../firmware/access/codes';
import { isAccessCode, looksLikeTicket, readTicket, writeTicket, type Ticket } from '../../../firmware/access/tickets';
import { operatorKey, publicHalf, signFor } from '../../../firmware/core/operator-key';
import { labelOf } from '../../../firmware/terminal/labels';
import { OPERATOR, OPERATOR_KEY, signingKey, STRANGER } from '../../helpers/signing';

interface Vectors {
  readonly signingSeed: string;
  readonly publicKey: string;
  readonly keyId: string;
  readonly tickets: readonly {
    readonly locker: string;
    readonly id: string;
    readonly kind: 'pickup' | 'courier' | 'service';
    readonly parcel?: string;
    readonly label?: string;
    readonly person?: string;
    readonly from: string;
    readonly until: string;
    readonly payload: string;
    readonly signature: string;
    readonly qr: string;
  }[];
  readonly refusedTickets: readonly { readonly why: string; readonly qr: string }[];
}

const vectors = JSON.parse(readFileSync(join(__dirname, '../../vectors/offline-codes.json'), 'utf8')) as Vectors;
const KEYS = [operatorKey(OPERATOR_KEY)];
const LOCKER = 'SIM-0001';

const ids = fc.stringMatching(/^[A-Za-z0-9._-]{1,64}$/);
const labels = fc.stringMatching(/^[\x21-\x7e]([\x20-\x7e]{0,62}[\x21-\x7e])?$/);
const tickets = fc.record({
  id: fc.stringMatching(/^[0-9a-f]{16}$/),
  subject: fc.oneof(
    ids.map((parcel) => ({ kind: 'pickup' as const, parcel })),
    labels.map((label) => ({ kind: 'pickup' as const, label })),
    fc.record({ kind: fc.constantFrom('courier' as const, 'service' as const), person: ids }),
  ),
  from: fc.integer({ min: 0, max: 4_000_000_000 }).map((s) => s * 1_000),
  until: fc.integer({ min: 4_000_000_001, max: 2 ** 32 - 1 }).map((s) => s * 1_000),
});

describe('vectors', () => {
  test('the key', () => {
    expect(publicHalf(signingKey(Buffer.from(vectors.signingSeed, 'base64url')))).toEqual({
      text: vectors.publicKey,
      id: vectors.keyId,
    });
    expect(vectors.publicKey).toBe(OPERATOR_KEY);
  });

  test.each(vectors.tickets)('$kind $id', ({ locker, id, kind, from, until, payload, signature, qr, ...names }) => {
    const { parcel, label, person } = names;
    const subject = {
      kind,
      ...(parcel !== undefined && { parcel }),
      ...(label !== undefined && { label }),
      ...(person !== undefined && { person }),
    } as Ticket['subject'];
    const ticket = { id, subject, from: Date.parse(from), until: Date.parse(until) };
    expect(readTicket(qr, locker, KEYS)).toEqual(ticket);
    expect(writeTicket(ticket, locker, OPERATOR)).toBe(qr);
    expect(decode32(qr.slice(4))?.toString('hex')).toBe(payload + signature);
  });

  test.each(vectors.refusedTickets)('refused: $why', ({ qr }) => {
    expect(readTicket(qr, LOCKER, KEYS)).toBeNull();
  });
});

test('whatever is written is read, and fits a QR code of version 9 at level M', () => {
  fc.assert(
    fc.property(tickets, (ticket) => {
      const qr = writeTicket(ticket, LOCKER, OPERATOR);
      expect(readTicket(qr, LOCKER, KEYS)).toEqual(ticket);
      expect(qr).toMatch(/^[0-9A-Z $%*+./:-]{144,262}$/);
      expect([looksLikeTicket(qr), isAccessCode(qr), isOurs(qr), labelOf(qr)]).toEqual([true, true, true, null]);
    }),
    { numRuns: 100 },
  );
});

test('read as scanners send it: AIM prefix, line ends, small letters', () => {
  const { qr, locker, id } = vectors.tickets[0] ?? fail();
  for (const scan of [`]Q1${qr}\r\n`, qr.toLowerCase(), qr.replace('-', ''), qr.replace(/(.{10})/g, '$1 ')])
    expect(readTicket(scan, locker, KEYS)?.id).toBe(id);
});

test('no bit can be changed, and nobody else can sign', () => {
  fc.assert(
    fc.property(tickets, fc.nat(), (ticket, at) => {
      const bytes = decode32(writeTicket(ticket, LOCKER, OPERATOR).slice(4)) ?? fail();
      const bit = at % (bytes.length * 8);
      bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(readTicket(`LK2-${encode32(bytes)}`, LOCKER, KEYS)).toBeNull();
      expect(readTicket(writeTicket(ticket, LOCKER, STRANGER), LOCKER, KEYS)).toBeNull();
      expect(readTicket(writeTicket(ticket, 'SIM-0002', OPERATOR), LOCKER, KEYS)).toBeNull();
    }),
    { numRuns: 100 },
  );
});

test('one text only for each ticket: no other symbols, none more or less, nothing in the bits that are left over', () => {
  const { qr } = vectors.tickets[0] ?? fail();
  const symbols = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
  for (let at = 4; at < qr.length; at += 7)
    for (const other of [...symbols, 'I', 'L', 'O', 'U', 'é']) {
      if (other === qr[at]) continue;
      expect(readTicket(qr.slice(0, at) + other + qr.slice(at + 1), LOCKER, KEYS)).toBeNull();
    }
  for (const other of symbols) expect(readTicket(qr + other, LOCKER, KEYS)).toBeNull();
  const last = symbols.indexOf(qr.at(-1) ?? '');
  for (let fill = 1; fill < 32; fill += 1)
    if ((last ^ fill) < 32) expect(readTicket(qr.slice(0, -1) + symbols[last ^ fill], LOCKER, KEYS)).toBeNull();
});

test('too much, too little, anything at all', () => {
  for (const scan of ['LK2', 'LK2-', `LK2-${'0'.repeat(100_000)}`, '-'.repeat(100_000), 'LK2-'.repeat(5_000)])
    expect([looksLikeTicket(scan), readTicket(scan, LOCKER, KEYS)]).toEqual([false, null]);
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 87, maxLength: 150 }), (bytes) => {
      expect(readTicket(`LK2-${encode32(bytes)}`, LOCKER, KEYS)).toBeNull();
    }),
    { numRuns: 50 },
  );
});

test('what is signed and makes no sense is none either', () => {
  const good: Ticket = { id: '0'.repeat(16), subject: { kind: 'pickup', parcel: 'p1' }, from: 1_000, until: 2_000 };
  const wrong: Partial<Ticket>[] = [
    { subject: { kind: 'pickup', parcel: 'p 1' } },
    { subject: { kind: 'pickup', parcel: '' } },
    { subject: { kind: 'pickup', label: ' x' } },
    { subject: { kind: 'pickup', label: 'x'.repeat(65) } },
    { subject: { kind: 'courier', person: 'é' } },
    { id: 'xyz' },
    { until: 1_000 },
  ];
  for (const change of wrong) expect(() => writeTicket({ ...good, ...change }, LOCKER, OPERATOR)).toThrow(RangeError);
  const payload = decode32(writeTicket(good, LOCKER, OPERATOR).slice(4))?.subarray(0, -64) ?? fail();
  const signed = (change: (bytes: Buffer) => Buffer): Ticket | null => {
    const bytes = change(Buffer.from(payload));
    const signature = signFor('ticket', LOCKER, bytes, OPERATOR);
    return readTicket(`LK2-${encode32(Buffer.concat([bytes, signature]))}`, LOCKER, KEYS);
  };
  const set = (at: number, value: number) => (bytes: Buffer) => (bytes.writeUInt8(value, at), bytes);
  expect(signed((bytes) => bytes)).toEqual(good);
  // Another kind, another length than there is, an end before the beginning, what no name has in it.
  for (const change of [set(0, 0), set(0, 5), set(21, 1), set(21, 3), set(16, 3), set(22, 0x20), set(22, 0xe9)])
    expect(signed(change)).toBeNull();
  expect(signed((bytes) => Buffer.concat([bytes, Buffer.from('x')]))).toBeNull();
  // A command's signature is none for a ticket.
  const command = signFor('command', LOCKER, payload, OPERATOR);
  expect(readTicket(`LK2-${encode32(Buffer.concat([payload, command]))}`, LOCKER, KEYS)).toBeNull();
});

test('base 32: every text for one row of bytes, and back', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      expect(decode32(encode32(bytes))).toEqual(Buffer.from(bytes));
    }),
  );
  fc.assert(
    fc.property(fc.stringMatching(/^[0-9A-HJKMNP-TV-Z]{0,40}$/), (text) => {
      const bytes = decode32(text);
      if (bytes !== null) expect(encode32(bytes)).toBe(text);
    }),
  );
});

function fail(): never {
  throw new Error('no vector');
}
