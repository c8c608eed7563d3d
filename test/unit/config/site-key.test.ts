import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { decodeKey, keyId, loadSiteKey } from '../../../config/site-key';

const KEY = Buffer.from(Array.from({ length: 32 }, (_, index) => index));
const OTHER = Buffer.alloc(32, 7);

let folder = '';
let credentials = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lockerd-key-'));
  credentials = join(folder, 'credentials');
  mkdirSync(credentials);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function put(name: string, content: string | Buffer, mode = 0o600): void {
  writeFileSync(join(folder, name), content);
  chmodSync(join(folder, name), mode);
}

function load(file = 'site.key'): Buffer | string {
  const result = loadSiteKey({ siteKey: { file } }, { stateDir: folder, credentialsDir: credentials });
  return result.ok ? result.key : result.problem;
}

test('the key id is the first 8 hex digits of SHA-256', () => {
  expect(keyId(KEY)).toBe('630dcd29');
});

describe('what a key file may hold', () => {
  test.each([
    ['raw bytes', KEY],
    ['hex', KEY.toString('hex')],
    ['hex in capitals and a new line', `${KEY.toString('hex').toUpperCase()}\n`],
    ['base64', KEY.toString('base64')],
    ['base64 without padding, CR LF', `${KEY.toString('base64').replace('=', '')}\r\n`],
    ['base64url', `${KEY.toString('base64url')}\n`],
  ])('%s', (_name, content) => {
    put('site.key', content);
    expect(load()).toEqual(KEY);
  });

  test('every key comes out of every form as it went in', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), fc.constantFrom('', '\n', '\r\n'), (bytes, end) => {
        const key = Buffer.from(bytes);
        for (const form of ['hex', 'base64', 'base64url'] as const) {
          expect(decodeKey(Buffer.from(key.toString(form) + end))).toEqual(key);
        }
        expect(decodeKey(key)).toEqual(key);
      }),
    );
  });

  test('bytes of another length are never a key', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        fc.pre(![32, 43, 44, 45, 46, 64, 65, 66].includes(bytes.length));
        expect(decodeKey(Buffer.from(bytes))).toBeNull();
      }),
    );
  });

  test.each([
    ['nothing', ''],
    ['31 bytes', KEY.subarray(1)],
    ['33 bytes', Buffer.concat([KEY, Buffer.from([200])])],
    ['16 bytes as hex', '000102030405060708090a0b0c0d0e0f'],
    ['a digit lost', KEY.toString('hex').slice(1)],
    ['base64 with bits too many', `${KEY.toString('base64url').slice(0, 42)}9`],
    ['a long file', 'x'.repeat(5_000)],
  ])('refused: %s', (_name, content) => {
    put('site.key', content);
    expect(load()).toMatch(/must hold 32 bytes.*lockerctl credentials new-key/);
  });

  test.each([Buffer.alloc(32), '0'.repeat(64), `${'A'.repeat(43)}=`])('refused: all zeros', (content) => {
    put('site.key', content);
    expect(load()).toMatch(/is all zeros/);
  });
});

describe('where it comes from', () => {
  test("systemd's credential comes first, whatever its mode", () => {
    put('site.key', OTHER);
    put('credentials/site.key', KEY, 0o440);
    expect(load()).toEqual(KEY);
    expect(loadSiteKey({}, { stateDir: folder, credentialsDir: credentials })).toEqual({ ok: true, key: KEY });
  });

  test('a bad credential is not passed over', () => {
    put('site.key', OTHER);
    put('credentials/site.key', 'short');
    expect(load()).toMatch(/credentials\/site\.key: must hold 32 bytes/);
    expect(loadSiteKey({}, { stateDir: folder, credentialsDir: credentials })).toMatchObject({ credential: true });
  });

  test('an absolute name stands for itself', () => {
    put('elsewhere', KEY);
    expect(load(join(folder, 'elsewhere'))).toEqual(KEY);
  });

  test('neither file nor credential', () => {
    expect(load()).toMatch(/there is no site key .*site\.key; make one with: umask 077; lockerctl credentials new-key/);
    expect(loadSiteKey({}, { stateDir: folder })).toEqual({
      ok: false,
      credential: false,
      problem: expect.stringMatching(
        /^no site key: neither systemd's credential site\.key nor siteKey\.file/,
      ) as string,
    });
  });

  test.each([0o640, 0o604, 0o660, 0o666, 0o601])('a file open to others is refused: %o', (mode) => {
    put('site.key', KEY, mode);
    expect(load()).toMatch(/others may read it \(mode 0\d+, needed is 0600\); chmod 600/);
  });

  test.each([0o600, 0o400])('mode %o is fine', (mode) => {
    put('site.key', KEY, mode);
    expect(load()).toEqual(KEY);
  });

  test('a folder and a link to nowhere', () => {
    mkdirSync(join(folder, 'site.key'));
    expect(load()).toMatch(/is not a regular file/);
    symlinkSync(join(folder, 'nowhere'), join(folder, 'link'));
    expect(load('link')).toMatch(/there is no site key/);
  });

  test('no problem tells anything of the key', () => {
    for (const content of [KEY.toString('hex').slice(1), `${KEY.toString('base64')}x`]) {
      put('site.key', content);
      expect(load()).not.toContain(content.slice(0, 12));
    }
  });
});
