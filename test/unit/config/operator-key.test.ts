import { parseSite } from '../../../config/load';
import { decodeOperatorKey } from '../../../config/operator-key';
import { publicHalf } from '../../../firmware/core/operator-key';
import { OPERATOR_KEY, STRANGER } from '../../helpers/signing';

const OTHER = publicHalf(STRANGER).text;
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

test('one more key by the command line: tickets are taken, commands only where they have to be signed', () => {
  const given = (text: string) => {
    const result = parseSite('site.yaml', SITE + text, { operatorKey: OPERATOR_KEY });
    return result.ok ? [result.site.codes.ticketKeys, result.site.sync?.commandKeys] : result.problems;
  };
  const broker = 'broker: "mqtt://127.0.0.1:1"';
  expect(given('')).toEqual([[OPERATOR_KEY], undefined]);
  expect(given(`sync: { ${broker} }`)).toEqual([[OPERATOR_KEY], undefined]);
  expect(given(`sync: { ${broker}, commandKeys: [${OTHER}] }\ncodes: { ticketKeys: [${OTHER}] }`)).toEqual([
    [OTHER, OPERATOR_KEY],
    [OTHER, OPERATOR_KEY],
  ]);
  expect(given(`codes: { ticketKeys: [${OPERATOR_KEY}] }`)).toEqual([[OPERATOR_KEY], undefined]);
  expect(given('codes: { ticketKeys: 5 }')).toMatchObject([{ path: 'codes.ticketKeys' }]);
});

test.each([
  [`codes: { ticketKeys: [${OPERATOR_KEY.slice(1)}] }`, 'codes.ticketKeys[0]'],
  [`codes: { ticketKeys: [${OPERATOR_KEY}, ${OPERATOR_KEY}] }`, 'codes.ticketKeys'],
  [`sync: { broker: "mqtt://127.0.0.1:1", commandKeys: [] }`, 'sync.commandKeys'],
])('%s names the field', (text, path) => {
  const result = parseSite('site.yaml', SITE + text);
  expect(result).toMatchObject({ ok: false, problems: [{ path }] });
});
