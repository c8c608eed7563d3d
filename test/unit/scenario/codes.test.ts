import fc from 'fast-check';
import { looksLikeCode } from '../../../config/scenario/codes';
import { Codes } from '../../../firmware/panel/scenario/codes';

const QR = 'LK1-0123456789ABCDEFGHJKMNPQRS';
const message = (parcel: string, pin: string | null, qr: string | null) => ({ to: 'x', parcel, text: '', pin, qr });
const people = [
  { kind: 'courier', pin: '900001', qr: 'LK1-ZZZZZZZZZZZZZZZZZZZZZZZZZZ' },
  { kind: 'service', pin: '900002', qr: null },
];
const announced = {
  id: 'p1',
  label: '00340434161094021501',
  to: 'x',
  size: 'S',
  accessible: false,
  handover: false,
  depositAllowed: false,
  recipient: null,
  windowHours: null,
};
const codes = new Codes(
  people,
  [
    message('p1', '111111', QR),
    message('p2', '222222', null),
    message('p2', '333333', null),
    message('p1', '444444', QR),
  ],
  [announced],
);

test('a code that is typed gets its name, menus and door numbers stay keys', () => {
  expect(codes.typed('900001')).toEqual([{ code: { owner: { staff: 'courier' }, what: 'pin' } }]);
  expect(codes.typed('#444444')).toEqual([{ keys: '#' }, { code: { owner: { parcel: 'p1' }, what: 'pin' } }]);
  expect(codes.typed('12#444444')).toEqual([{ keys: '12#' }, { code: { owner: { parcel: 'p1' }, what: 'pin' } }]);
  expect(codes.typed('333333')).toEqual([{ code: { owner: { parcel: 'p2' }, what: 'code' } }]);
  expect(codes.typed('222222')).toEqual([{ code: { owner: { parcel: 'p2' }, what: 'earlier-code' } }]);
  expect(codes.typed('00340434161094021501#')).toEqual([
    { code: { owner: { parcel: 'p1' }, what: 'label' } },
    { keys: '#' },
  ]);
});

test('a PIN that was replaced, and anybody else’s digits, are wrong ones', () => {
  expect(codes.typed('111111')).toEqual([{ wrong: true }]);
  expect(codes.typed('9876#')).toEqual([{ wrong: true }, { keys: '#' }]);
});

test('scans are read as the locker reads them', () => {
  const owner = { owner: { parcel: 'p1' }, what: 'qr' };
  for (const data of [QR, QR.toLowerCase(), `]Q1${QR}\r`, QR.replace('-', ' ')])
    expect(codes.scanned(data)).toEqual(owner);
  expect(codes.scanned('LK1-9123456789ABCDEFGHJKMNPQRS')).toBeNull();
});

test('codes and tickets are told from labels, also with something before them', () => {
  for (const code of ['lk1 9123', 'x]LK1-9123', '12 3456', ` LK2-${'A1'.repeat(20)}`])
    expect([code, looksLikeCode(code)]).toEqual([code, true]);
  for (const label of ['4006381333931', 'LK2-417', '', 'a label'])
    expect([label, looksLikeCode(label)]).toEqual([label, false]);
});

test('whatever is typed: never four digits in a row are kept as they are', () => {
  const keys = fc.string({ unit: fc.constantFrom(...'0123456789*#'), maxLength: 60 });
  fc.assert(
    fc.property(keys, (text) => {
      for (const part of codes.typed(text)) if ('keys' in part) expect(part.keys).not.toMatch(/\d{4}/);
    }),
  );
});
