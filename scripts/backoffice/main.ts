import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { loadSiteKey } from '../../config/site-key';
import { answer, type ApiOptions } from './api';
import { openDatabase, type Db } from './database';
import { Grants } from './grants';
import { Link } from './link';
import { createLog, textOf } from './log';
import type { FromBackoffice, ToBackoffice } from './messages';
import { Office } from './office';
import { HELP, parseOptions, type BackofficeOptions } from './options';
import { Outgoing, smtpMailer } from './outgoing';
import { failure } from './reply';
import { Server } from './server';
import { Clock } from './time';

const log = createLog((line) => process.stderr.write(line));
const clock = new Clock();

function tellParent(message: FromBackoffice): void {
  if (process.connected) process.send?.(message);
}

async function main(): Promise<void> {
  const parsed = parseOptions(process.argv.slice(2), process.env);
  if (parsed.type === 'help') {
    process.stdout.write(HELP);
  } else if (parsed.type === 'usage') {
    process.stderr.write(`backoffice: ${parsed.message}\nTry --help.\n`);
    process.exitCode = 64;
  } else {
    // Everything it writes has codes in it.
    process.umask(0o077);
    await run(parsed.options);
  }
}

async function run(options: BackofficeOptions): Promise<void> {
  const key = loadSiteKey({ siteKey: { file: path.resolve(options.siteKeyFile) } }, { stateDir: options.stateDir });
  if (!key.ok) {
    process.stderr.write(`backoffice: ${key.problem}\n`);
    process.exitCode = 78;
    return;
  }
  const folder = path.join(options.stateDir, 'backoffice');
  const db = openDatabase(folder);
  const { office, outgoing, link, server, api } = assemble(options, key.key, folder, db);

  let stopping: Promise<void> | null = null;
  const stop = (): Promise<void> =>
    (stopping ??= (async () => {
      await server.stop();
      office.stop();
      await link.stop();
      await outgoing.stop();
      db.close();
      if (process.connected) process.disconnect();
    })());
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => void stop().catch(fault));
  // The demo around it is gone, whatever happened to it.
  process.on('disconnect', () => void stop().catch(fault));
  if (process.connected) process.on('message', (message: ToBackoffice) => hear(message, office, api));

  outgoing.start();
  office.start();
  link.start();
  await server.start();
  log.info('started', { locker: options.locker });
}

function assemble(options: BackofficeOptions, siteKey: Buffer, folder: string, db: Db) {
  const { broker, locker, zone, windowHours, numbers, unannouncedTo, pinLength, signingKeyFile, signCommands } =
    options;
  const signingKey = signingKeyFile === null ? null : createPrivateKey(readFileSync(signingKeyFile));
  let synced = false;
  const office: Office = new Office(db, {
    texts: { locker, zone, windowHours, numbers },
    siteKey,
    clock,
    log,
    drawPin: Grants.pins(pinLength),
    offline: { signingKey, pins: options.offlinePins, pinLength },
    commandKey: signCommands ? signingKey : null,
    unannouncedTo,
    send: (topic, body) => link.publish(topic, body),
    onMessages: () => outgoing.kick(),
    onSynced: () => {
      if (!synced) tellParent({ type: 'synced' });
      synced = true;
    },
  });
  const link: Link = new Link({
    broker,
    locker,
    log,
    onUp: () => office.linkUp(),
    onDown: () => office.linkDown(),
    onMessage: (topic, payload) => office.receive(topic, payload),
  });
  const mailer = options.smtp === null ? null : smtpMailer(options.smtp.url, options.smtp.from);
  const outgoing: Outgoing = new Outgoing(path.join(folder, 'messages'), office.books.notices, mailer, log);
  const api: ApiOptions = { office, info: { broker, locker, siteKey: siteKey.toString('base64url') } };
  return { office, outgoing, link, api, server: new Server(path.join(folder, 'api.sock'), api, log) };
}

function hear(message: ToBackoffice, office: Office, api: ApiOptions): void {
  switch (message.type) {
    case 'time':
      clock.setOffset(message.wallOffset);
      return;
    case 'settle':
      void office
        .whenSettled(message.timeoutMs)
        .then((settled) => tellParent({ type: 'settled', id: message.id, settled }));
      return;
    case 'request':
      void answer(api, message.method, message.path, message.body)
        .catch((error: unknown) => {
          log.error('a request failed', { reason: textOf(error) });
          return failure(500, 'fault', 'the back office has a fault; its log says which');
        })
        .then((reply) => tellParent({ type: 'reply', id: message.id, ...reply }));
      return;
  }
}

function fault(error: unknown): void {
  log.error('fault', { reason: textOf(error) });
  process.exit(1);
}

main().catch(fault);
