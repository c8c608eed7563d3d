import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { LARGEST_DOCUMENT, parseDocument } from '../../../firmware/sync/document';
import { parseGrants } from '../../../firmware/sync/grant-shape';
import { bytes, desired, parcel, pickup } from '../../helpers/documents';
import { KEY_ID, LOCKER, verifierNamed } from '../../helpers/store';

const self = { locker: LOCKER, keyId: KEY_ID };
const parse = (value: unknown) => parseDocument(bytes(value), self);

function good(value: unknown) {
  const parsed = parse(value);
  if (!parsed.ok) throw new Error(parsed.error);
  return { ...parsed.document, ...parseGrants(parsed.document.grants) };
}
function error(value: unknown): string {
  const parsed = parse(value);
  return parsed.ok ? 'no error' : parsed.error;
}

test('a document of the contract is understood', () => {
  const pin = verifierNamed('a');
  const document = good(
    desired({
      grants: [
        {
          id: 'g1',
          rev: 1,
          kind: 'pickup',
          parcel: 'p1',
          pin,
          qr: verifierNamed('b'),
          notAfter: '2026-12-01T00:00:00Z',
        },
        { id: 'g2', rev: 1, kind: 'handover', parcel: 'p2', pin, deliveryDate: '2026-11-21' },
        { id: 'g3', rev: 1, kind: 'courier', person: 'c7', pin, qr: verifierNamed('c') },
        { id: 'g4', rev: 1, kind: 'service', person: 't1', pin },
      ],
      parcels: [parcel('p1', { recipient: 'r1', windowHours: 72, expiresAt: '2026-11-24T10:00:00+01:00' })],
    }),
  );
  expect(document.rejected).toEqual([]);
  expect(document.grants.map((grant) => grant.kind)).toEqual(['pickup', 'handover', 'courier', 'service']);
  expect(document.grants[0]).toMatchObject({ parcel: 'p1', notAfter: Date.UTC(2026, 11, 1), person: null });
  expect(document.parcels[0]).toMatchObject({
    recipient: 'r1',
    windowHours: 72,
    expiresAt: Date.UTC(2026, 10, 24, 9),
    compartment: null,
  });
});

test('additions are not looked at', () => {
  const document = good(
    desired({ note: 1, grants: [{ ...pickup('g1', 'p1'), colour: 'red' }], parcels: [parcel('p1', { weight: 3 })] }),
  );
  expect(document.grants).toHaveLength(1);
  expect(document.grants[0]?.content).toBe(good(desired({ grants: [pickup('g1', 'p1')] })).grants[0]?.content);
});

test('gzip is recognised by its first bytes', () => {
  const parsed = parseDocument(gzipSync(bytes(desired({ rev: 7 }))), self);
  expect(parsed).toMatchObject({ ok: true, document: { rev: 7 } });
  expect(parseDocument(Buffer.from([0x1f, 0x8b, 1, 2, 3]), self)).toEqual({ ok: false, error: 'damaged gzip' });
});

test('a document may have 1 MiB, packed or not, and not a byte more', () => {
  const base = bytes(desired()).length;
  const padded = (size: number) => bytes(JSON.stringify(desired()) + ' '.repeat(size - base));
  for (const pack of [(plain: Buffer) => plain, (plain: Buffer) => gzipSync(plain)]) {
    expect(parseDocument(pack(padded(LARGEST_DOCUMENT)), self).ok).toBe(true);
    const parsed = parseDocument(pack(padded(LARGEST_DOCUMENT + 1)), self);
    expect(parsed.ok ? '' : parsed.error).toContain('larger than 1 MiB');
  }
});

test('a zip bomb is refused before it is unpacked', () => {
  const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024));
  expect(parseDocument(bomb, self)).toEqual({ ok: false, error: 'larger than 1 MiB when unpacked' });
});

test.each([
  ['', 'not JSON'],
  ['{"v":1', 'not JSON'],
  ['[]', 'wrong shape: document'],
  ['null', 'wrong shape: document'],
  ['"text"', 'wrong shape: document'],
  [desired({ v: 2 }), 'wrong shape: v'],
  [desired({ epoch: -1 }), 'wrong shape: epoch'],
  [desired({ rev: 1.5 }), 'wrong shape: rev'],
  [desired({ issuedAt: 'yesterday' }), 'wrong shape: issuedAt'],
  [desired({ grants: {} }), 'wrong shape: grants'],
  [desired({ parcels: undefined }), 'wrong shape: parcels'],
  [desired({ parcels: [parcel('p1'), parcel('p2', { size: 'XXL' })] }), 'wrong shape: parcels[1].size'],
  [desired({ parcels: [parcel('p 1')] }), 'wrong shape: parcels[0].id'],
  [desired({ parcels: [parcel('p1'), parcel('p1')] }), 'p1 is there twice'],
  ...['2026-13-01', '2026-02-30', '01'].map((day): [unknown, string] => [
    desired({ revokedOffline: ['ticket:0011223344556677', `offline-pin:5:${day}:0123abcd`] }),
    'wrong shape: revokedOffline[1]: a day that there is',
  ]),
  [desired({ revokedOffline: ['offline-pin:05:2026-02-28:0123abcd'] }), 'wrong shape: revokedOffline[0]'],
  [desired({ locker: 'SIM-0002' }), 'another locker'],
  [desired({ keyId: '00000000' }), 'another site key'],
])('%j changes nothing and is named', (document, expected) => {
  expect(error(document)).toContain(expected);
});

test('bytes that are no UTF-8 are not JSON', () => {
  expect(parseDocument(Buffer.from([0x22, 0xff, 0x22]), self)).toEqual({ ok: false, error: 'not JSON' });
});

test('bad grants are listed and the others stand', () => {
  const { grants, rejected } = good(
    desired({
      grants: [
        pickup('good', 'p1'),
        { ...pickup('new-kind', 'p1'), kind: 'drone' },
        pickup('no-code', 'p1', { pin: null, qr: undefined }),
        pickup('bad-pin', 'p1', { pin: '123456' }),
        pickup('no-rev', 'p1', { rev: '1' }),
        { id: 'no-parcel', rev: 1, kind: 'pickup', pin: verifierNamed('x') },
        { id: 'no-person', rev: 1, kind: 'courier', pin: verifierNamed('x') },
        { id: 'no-date', rev: 1, kind: 'handover', parcel: 'p1', pin: verifierNamed('x') },
        { id: 'odd-date', rev: 1, kind: 'handover', parcel: 'p1', pin: verifierNamed('x'), deliveryDate: '2026-02-29' },
        pickup('odd-end', 'p1', { notAfter: 'soon' }),
        pickup('twice', 'p2'),
        pickup('twice', 'p2'),
        pickup('x'.repeat(100), 'p1'),
        { kind: 'drone' },
        null,
        7,
      ],
    }),
  );
  expect(grants.map((grant) => [grant.id, grant.parcel])).toEqual([['good', 'p1']]);
  expect(rejected).toEqual([
    { id: 'new-kind', code: 'unknown-kind' },
    ...['no-code', 'bad-pin', 'no-rev', 'no-parcel', 'no-person', 'no-date', 'odd-date', 'odd-end'].map((id) => ({
      id,
      code: 'shape',
    })),
    { id: 'x'.repeat(100), code: 'shape' },
    { id: '', code: 'shape' },
    { id: '', code: 'shape' },
    { id: '', code: 'shape' },
    // Neither of them counts: an operator that takes it out of its own digest agrees with us again.
    { id: 'twice', code: 'shape' },
  ]);
});

test('whatever arrives is answered, never thrown', () => {
  const anything = fc.oneof(
    fc.uint8Array(),
    fc.json().map((text) => bytes(text)),
    fc.uint8Array().map((tail) => Buffer.concat([Buffer.from([0x1f, 0x8b]), tail])),
    fc.anything().map((value) => bytes(desired({ grants: [value], parcels: value }))),
    fc.anything().map((value) => bytes(desired({ grants: [{ ...pickup('g', 'p'), pin: value, notAfter: value }] }))),
  );
  fc.assert(
    fc.property(anything, (input) => {
      const parsed = parseDocument(input, self);
      if (parsed.ok) parseGrants(parsed.document.grants);
    }),
  );
});
