import { parseSite } from '../../../config/load';
import { decodeOperatorKey } from '../../../config/operator-key';
import { OPERATOR_KEY } from '../../helpers/signing';

const SITE = `
locker: { id: L1, zone: Europe/Berlin }
hal: { driver: sim }
compartments: [{ id: A1, number: 1, size: S }]
`;

test('a public key is 32 bytes as base64url, written in the one way there is', () => {
  expect(decodeOperatorKey(OPERATOR_KEY)).toHaveLength(32);
  for (const wrong of [
    '',
    OPERATOR_KEY.slice(1),
    `${OPERATOR_KEY}=`,
    // The last symbol has two bits that mean nothing.
    `${OPERATOR_KEY.slice(0, -1)}h`,
    // Of small order: everybody could sign for these.
    'A'.repeat(43),
    Buffer.from(`01${'00'.repeat(31)}`, 'hex').toString('base64url'),
    Buffer.from(`${'00'.repeat(31)}80`, 'hex').toString('base64url'),
    Buffer.from('c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa', 'hex').toString('base64url'),
  ])
    expect(decodeOperatorKey(wrong)).toBeNull();
});

test('both kinds of codes are off, and commands need no signature, unless the site file says otherwise', () => {
  const site = parseSite('site.yaml', SITE);
  expect(site).toMatchObject({ ok: true, site: { codes: { ticketKeys: [], offlinePins: false } } });
});

test.each([
  [`codes: { ticketKeys: [${OPERATOR_KEY.slice(1)}] }`, 'codes.ticketKeys[0]'],
  [`codes: { ticketKeys: [${OPERATOR_KEY}, ${OPERATOR_KEY}] }`, 'codes.ticketKeys'],
  [`sync: { broker: "mqtt://127.0.0.1:1", commandKeys: [] }`, 'sync.commandKeys'],
])('%s names the field', (text, path) => {
  const result = parseSite('site.yaml', SITE + text);
  expect(result).toMatchObject({ ok: false, problems: [{ path }] });
});
