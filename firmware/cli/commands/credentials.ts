import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { newPin, newToken, pinVerifier, tokenVerifier } from '../../access/codes';
import type { CliContext, Commands } from '../context';
import { CliError } from '../io';
import { whole } from '../numbers';
import { table } from '../text';
import { offlineCredentials } from './offline-codes';

export const credentialCommands: Commands = (program, context) => {
  const { show, paint } = context;
  const credentials = program.command('credentials').description('codes and site keys');

  credentials
    .command('new')
    .description('a new PIN and QR text with their verifiers; the codes are stored nowhere, hand them on with care')
    .option('--pin-length <n>', 'digits of the PIN, 6 to 10', '6')
    .option(
      '--key <file>',
      "site key (default: $CREDENTIALS_DIRECTORY/site.key, or site.key beside the daemon's socket)",
    )
    .action(async (options: { pinLength: string; key?: string }) => {
      const length = whole('--pin-length', options.pinLength, [6, 10]);
      const { key, keyId } = await readKey(options.key, context);
      const [pin, token] = [newPin(length), newToken()];
      const qr = `LK1-${token}`;
      const made = { keyId, pin, pinVerifier: pinVerifier(key, pin), qr, qrVerifier: tokenVerifier(key, token) };
      show(made, () => {
        const rows = [
          ['PIN', made.pin, made.pinVerifier],
          ['QR', made.qr, made.qrVerifier],
        ];
        return `${table(['KIND', 'CODE', 'VERIFIER'], rows, paint)}${paint('dim', `for site key ${keyId}`)}\n`;
      });
    });

  credentials
    .command('new-key')
    .description('a new site key: umask 077; lockerctl credentials new-key > site.key')
    .action(() => {
      const key = randomBytes(32).toString('base64url');
      show({ key }, () => `${key}\n`);
    });

  offlineCredentials(credentials, context, (file) => readKey(file, context));
};

/** Without a file named: systemd's credential, then the state folder, where the demo keeps its key. */
async function readKey(
  option: string | undefined,
  { io, socket }: CliContext,
): Promise<{ key: Buffer; keyId: string }> {
  const { loadSiteKey, keyId } = await import('../../../config/site-key');
  const beside = join(dirname(socket()), 'site.key');
  const credentialsDir = option === undefined ? io.env['CREDENTIALS_DIRECTORY'] : undefined;
  if (option === undefined && credentialsDir === undefined && !existsSync(beside)) {
    throw new CliError(`no site key at ${beside}: name it with --key FILE (a new one: lockerctl credentials new-key)`);
  }
  const file = option === undefined ? beside : resolve(io.cwd, option);
  const result = loadSiteKey({ siteKey: { file } }, { stateDir: io.cwd, credentialsDir });
  if (!result.ok) throw new CliError(result.problem.replace(/^siteKey\.file: /, ''));
  return { key: result.key, keyId: keyId(result.key) };
}
