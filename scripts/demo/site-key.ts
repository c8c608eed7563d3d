import { createPrivateKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { publicHalf } from '../../firmware/core/operator-key';

/** Makes a new site key, base64url text in a file of mode 0600, unless there is one. */
export function ensureSiteKey(file: string): void {
  ensureFile(file, () => `${randomBytes(32).toString('base64url')}\n`);
}

/** The same for the key that the back office signs with. Answers its public half as a site file names it. */
export function ensureSigningKey(file: string): string {
  ensureFile(file, () => generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
  return publicHalf(createPrivateKey(readFileSync(file))).text;
}

/** Never half of one. */
function ensureFile(file: string, make: () => string): void {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.${process.pid}`;
  try {
    writeFileSync(draft, make(), { mode: 0o600, flag: 'w', flush: true });
    // Unlike a rename, a link never replaces a key that is there.
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}
