import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lockerctl } from '../../helpers/lockerctl';
import { OPERATOR } from '../../helpers/signing';

interface Vectors {
  readonly siteKey: string;
  readonly publicKey: string;
  readonly tickets: readonly Record<string, string>[];
  readonly offlinePins: readonly Record<string, string | number>[];
}
const read = (name: string): unknown => JSON.parse(readFileSync(join(__dirname, '../../vectors', name), 'utf8'));
const vectors = read('offline-codes.json') as Vectors;
const commands = read('signed-commands.json') as { obeyed: readonly { json: string; message: object }[] };

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lockerctl-'));
  writeFileSync(join(folder, 'op.pem'), OPERATOR.export({ type: 'pkcs8', format: 'pem' }));
  writeFileSync(join(folder, 'site.key'), vectors.siteKey, { mode: 0o600 });
});
afterAll(() => rmSync(folder, { recursive: true }));

const credentials = (...args: string[]) => lockerctl(['credentials', ...args], { cwd: folder });

test('a new signing key, and its public half for the site file', async () => {
  expect(await credentials('public-key', 'op.pem')).toMatchObject({ code: 0, out: `${vectors.publicKey}\n` });
  const { out } = await credentials('new-signing-key');
  writeFileSync(join(folder, 'new.pem'), out);
  const made = await credentials('public-key', 'new.pem');
  expect(made.out).toMatch(/^[A-Za-z0-9_-]{43}\n$/);
  expect(made.out).not.toBe(`${vectors.publicKey}\n`);
});

test('the tickets of the vectors', async () => {
  for (const { locker, kind, id, from, parcel, label, person, qr } of vectors.tickets) {
    const name = parcel ? ['--parcel', parcel] : label ? ['--label', label] : [`--${kind}`, person ?? ''];
    const options = ['--locker', locker ?? '', '--signing-key', 'op.pem', '--from', from ?? '', '--hours', '168'];
    expect(await credentials('ticket', ...options, '--id', id ?? '', ...name)).toMatchObject({
      code: 0,
      out: `${qr}\n`,
    });
  }
});

test('the PINs of the vectors', async () => {
  for (const { locker, compartment, date, label, parcel, pinLength, pin } of vectors.offlinePins) {
    const name = label === undefined ? ['--parcel', String(parcel)] : ['--label', String(label)];
    const options = ['--locker', String(locker), '--compartment', String(compartment), '--date', String(date)];
    const more = ['--pin-length', String(pinLength), '--key', 'site.key'];
    expect(await credentials('offline-pin', ...options, ...more, ...name)).toMatchObject({ code: 0, out: `${pin}\n` });
  }
});

test('the commands of the vectors', async () => {
  for (const { json, message } of commands.obeyed) {
    const { out } = await credentials('sign-command', json, '--locker', 'SIM-0001', '--signing-key', 'op.pem');
    expect(JSON.parse(out)).toEqual(message);
  }
});

test.each([
  [['ticket', '--locker', 'L', '--signing-key', 'op.pem'], 64, /one of --parcel/],
  [['ticket', '--locker', 'L', '--signing-key', 'op.pem', '--parcel', 'p', '--label', 'l'], 64, /one of --parcel/],
  [['ticket', '--locker', 'L', '--signing-key', 'op.pem', '--parcel', 'p 1'], 64, /64 characters/],
  [['ticket', '--locker', 'L', '--signing-key', 'op.pem', '--parcel', 'p', '--from', 'soon'], 64, /--from/],
  [['ticket', '--locker', 'L', '--signing-key', 'op.pem', '--parcel', 'p', '--hours', '-1'], 64, /--hours/],
  [['ticket', '--locker', 'L', '--signing-key', 'site.key', '--parcel', 'p'], 1, /not an Ed25519 private key/],
  [['offline-pin', '--locker', 'L', '--compartment', '0', '--date', '2026-11-21', '--label', 'l'], 64, /--compartment/],
  [['offline-pin', '--locker', 'L', '--compartment', '5', '--date', 'today', '--label', 'l'], 64, /--date/],
  [['offline-pin', '--locker', 'L', '--compartment', '5', '--date', '2026-02-31', '--label', 'l'], 64, /--date/],
  [['offline-pin', '--locker', 'L', '--compartment', '5', '--date', '2026-11-21'], 64, /either/],
  [['sign-command', '{', '--locker', 'L', '--signing-key', 'op.pem'], 64, /not JSON/],
])('%j is told what is wrong', async (args, code, message) => {
  const { code: got, err } = await credentials(...args);
  expect([got, err]).toEqual([code, expect.stringMatching(message)]);
  expect(err).not.toContain(vectors.siteKey);
});
