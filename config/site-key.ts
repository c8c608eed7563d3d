import { createHash } from 'node:crypto';
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { SiteConfig } from './schema';

/** The site key is 32 random bytes (contract, section 2). */
const KEY_BYTES = 32;
/** Longest text form is hex, 64 characters; a key file that is much longer is another file. */
const MAX_FILE_BYTES = 200;
const HOW_TO_MAKE = 'make one with: umask 077; lockerctl credentials new-key > FILE';

export interface KeyFolders {
  readonly stateDir: string;
  /** systemd's `$CREDENTIALS_DIRECTORY`; its `site.key` comes before the file of the site file. */
  readonly credentialsDir?: string | undefined;
}

export type SiteKeyResult =
  | { readonly ok: true; readonly key: Buffer }
  /** `credential`: it is systemd's, and no field of the site file is to blame. */
  | { readonly ok: false; readonly problem: string; readonly credential: boolean };

/** Finds and reads the site key. Does not throw; no problem text holds anything of the key. */
export function loadSiteKey(site: Pick<SiteConfig, 'siteKey'>, folders: KeyFolders): SiteKeyResult {
  const { stateDir, credentialsDir } = folders;
  if (credentialsDir !== undefined && credentialsDir !== '') {
    // systemd guards this folder itself, and grants reading by an ACL that shows as a group bit.
    const credential = readKeyFile(join(credentialsDir, 'site.key'), { anyMode: true });
    if (credential !== null) return credential.ok ? credential : { ...credential, credential: true };
  }
  if (site.siteKey === undefined) {
    return fail(`no site key: neither systemd's credential site.key nor siteKey.file in the site file; ${HOW_TO_MAKE}`);
  }
  const file = resolve(stateDir, site.siteKey.file);
  return readKeyFile(file, { anyMode: false }) ?? fail(`there is no site key ${file}; ${HOW_TO_MAKE}`);
}

/** First 8 hex digits of SHA-256 over the key: tells keys apart without telling a key. */
export function keyId(key: Uint8Array): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 8);
}

/** 32 raw bytes, or the text form (hex, base64, base64url; blanks at the end don't count) of 32 bytes; else null. */
export function decodeKey(content: Buffer): Buffer | null {
  const text = content.toString('latin1').trimEnd();
  if (/^[0-9a-f]{64}$/i.test(text)) return Buffer.from(text, 'hex');
  if (/^[A-Za-z0-9+/]{43}=?$/.test(text)) return canonical(text, 'base64');
  if (/^[A-Za-z0-9_-]{43}=?$/.test(text)) return canonical(text, 'base64url');
  // 32 hex digits are a key of 16 bytes written out, not 32 bytes of chance.
  return content.length === KEY_BYTES && !/^[0-9a-f]{32}$/i.test(text) ? Buffer.from(content) : null;
}

/** Node decodes anything; a text that does not come out the same again is a damaged one. */
function canonical(text: string, encoding: 'base64' | 'base64url'): Buffer | null {
  const key = Buffer.from(text, encoding);
  return key.toString(encoding).replace(/=$/, '') === text.replace(/=$/, '') ? key : null;
}

/** Null when there is no such file. */
function readKeyFile(file: string, { anyMode }: { anyMode: boolean }): SiteKeyResult | null {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
    const stat = fstatSync(descriptor);
    if (!stat.isFile()) return fail(`site key ${file}: is not a regular file`);
    if (!anyMode && (stat.mode & 0o077) !== 0) {
      const mode = (stat.mode & 0o777).toString(8).padStart(4, '0');
      return fail(`site key ${file}: others may read it (mode ${mode}, needed is 0600); chmod 600 ${file}`);
    }
    const buffer = Buffer.alloc(MAX_FILE_BYTES + 1);
    const key = decodeKey(buffer.subarray(0, readSync(descriptor, buffer, 0, buffer.length, 0)));
    if (key === null) {
      return fail(
        `site key ${file}: must hold 32 bytes, raw or as hex or base64 text (${stat.size} bytes found); ${HOW_TO_MAKE}`,
      );
    }
    if (key.every((byte) => byte === 0)) return fail(`site key ${file}: is all zeros, which is no key; ${HOW_TO_MAKE}`);
    return { ok: true, key };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return null;
    if (code === 'EACCES') return fail(`site key ${file}: may not be read by this user; check its owner`);
    return fail(`site key ${file}: can't be read (${code ?? String(error)})`);
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

function fail(problem: string): SiteKeyResult {
  return { ok: false, problem, credential: false };
}
