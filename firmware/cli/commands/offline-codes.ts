import { createPrivateKey, generateKeyPairSync, randomBytes, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import * as z from 'zod';
import { offlinePin, offlinePinId, ticketGrantId } from '../../access/offline-pin';
import { writeTicket, type TicketSubject } from '../../access/tickets';
import { errorMessage } from '../../core/error-facts';
import { publicHalf } from '../../core/operator-key';
import { wrapCommand } from '../../sync/signed';
import type { CliContext } from '../context';
import { CliError, UsageError, type CliIo } from '../io';
import { hours, whole } from '../numbers';

const HOUR_MS = 3_600_000;
const SIGNING_KEY = [
  '--signing-key <file>',
  'Ed25519 private key in PEM (a new one: credentials new-signing-key)',
] as const;

type ReadSiteKey = (file: string | undefined) => Promise<{ readonly key: Buffer }>;

interface Named {
  readonly parcel?: string;
  readonly label?: string;
  readonly courier?: string;
  readonly service?: string;
}

/** Adds what an operator needs for a locker that can't be reached: docs/offline-codes.md, docs/signed-commands.md. */
export function offlineCredentials(credentials: Command, { io, show }: CliContext, readKey: ReadSiteKey): void {
  credentials
    .command('new-signing-key')
    .description(
      'a new Ed25519 key for tickets and commands: umask 077; lockerctl credentials new-signing-key > op.pem',
    )
    .action(() => {
      const pem = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
      show({ key: pem }, () => pem);
    });

  credentials
    .command('public-key <file>')
    .description('the public half of a signing key, as the site file names it')
    .action((file: string) => {
      const { text, id } = publicHalf(readSigningKey(file, io));
      show({ publicKey: text, keyId: id }, () => `${text}\n`);
    });

  credentials
    .command('ticket')
    .description('a signed ticket, the QR text of a code for a locker that can not be reached')
    .requiredOption('--locker <id>', 'the locker it is for')
    .requiredOption(...SIGNING_KEY)
    .option('--parcel <id>', "for one parcel, by the operator's id")
    .option('--label <label>', 'for one parcel, by its label: also for one that nobody announced')
    .option('--courier <person>', 'for one session of a courier')
    .option('--service <person>', 'for one session of a technician')
    .option('--from <time>', 'begins, RFC 3339 (default: now)')
    .option('--hours <n>', 'how long it is good', '72')
    .option('--id <hex>', '16 hex digits (default: drawn)')
    .action((options: Named & { locker: string; signingKey: string; from?: string; hours: string; id?: string }) => {
      const from = options.from === undefined ? Date.now() : Date.parse(options.from);
      if (Number.isNaN(from)) throw new UsageError('--from wants a time like 2026-11-21T10:00:00Z');
      const id = options.id ?? randomBytes(8).toString('hex');
      const ticket = { id, subject: subjectOf(options), from, until: from + hours(options.hours, 100_000) * HOUR_MS };
      const qr = written(() => writeTicket(ticket, options.locker, readSigningKey(options.signingKey, io)));
      show({ grant: ticketGrantId(id), qr }, () => `${qr}\n`);
    });

  credentials
    .command('offline-pin')
    .description('the PIN of one parcel behind one door on one day, from the site key')
    .requiredOption('--locker <id>', 'the locker it is for')
    .requiredOption('--compartment <number>', 'what stands on the door')
    .requiredOption('--date <date>', "YYYY-MM-DD in the locker's zone")
    .option('--label <label>', "the parcel's label")
    .option('--parcel <id>', 'the id of a parcel that has no label')
    .option('--pin-length <n>', 'digits of the PIN, 6 to 10', '6')
    .option('--key <file>', 'site key')
    .action(
      async (
        options: Named & { locker: string; compartment: string; date: string; pinLength: string; key?: string },
      ) => {
        const { locker, date, label, parcel } = options;
        const number = whole('--compartment', options.compartment, [1, 999]);
        const length = whole('--pin-length', options.pinLength, [6, 10]);
        if (!z.iso.date().safeParse(date).success) throw new UsageError('--date wants a day, YYYY-MM-DD');
        if ((label === undefined) === (parcel === undefined)) throw new UsageError('either --label or --parcel');
        const { key } = await readKey(options.key);
        const of = { locker, number, date, parcel: { id: parcel ?? '', label: label ?? null } };
        const pin = offlinePin(key, of, length);
        show({ grant: offlinePinId(of), compartment: number, date, pin }, () => `${pin}\n`);
      },
    );

  credentials
    .command('sign-command <json>')
    .description("a command as it is published on the locker's cmd topic where commands have to be signed")
    .requiredOption('--locker <id>', 'the locker it is for')
    .requiredOption(...SIGNING_KEY)
    .action((json: string, options: { locker: string; signingKey: string }) => {
      try {
        JSON.parse(json);
      } catch {
        throw new UsageError('the command is not JSON');
      }
      const message = wrapCommand(Buffer.from(json), options.locker, readSigningKey(options.signingKey, io));
      show(message, () => `${JSON.stringify(message)}\n`);
    });
}

function subjectOf({ parcel, label, courier, service }: Named): TicketSubject {
  if ([parcel, label, courier, service].filter((name) => name !== undefined).length !== 1)
    throw new UsageError('one of --parcel, --label, --courier and --service');
  if (parcel !== undefined) return { kind: 'pickup', parcel };
  if (label !== undefined) return { kind: 'pickup', label };
  return courier === undefined ? { kind: 'service', person: service ?? '' } : { kind: 'courier', person: courier };
}

function written(write: () => string): string {
  try {
    return write();
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(error.message);
    throw error;
  }
}

function readSigningKey(file: string, io: CliIo): KeyObject {
  try {
    const key = createPrivateKey(readFileSync(resolve(io.cwd, file)));
    publicHalf(key);
    return key;
  } catch (error) {
    // Nothing of the file's content is in these messages.
    throw new CliError(`${file}: not an Ed25519 private key in PEM (${errorMessage(error)})`);
  }
}
