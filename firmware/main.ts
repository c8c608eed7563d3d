import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Command, CommanderError } from 'commander';
import pino from 'pino';
import { BUILD_TIME, VERSION } from '../config/build-info';
import { formatProblems, loadSite } from '../config/load';
import { loadSiteKey } from '../config/site-key';
import { HalError } from '../hal/errors';
import { createApp } from './app';
import { errorCode, errorMessage } from './core/error-facts';
import { LogRing } from './core/log-ring';
import { createNotifier } from './health/notify';
import { ListenError } from './panel/server';
import { StoreError, type StoreErrorCode } from './store/database';
import { holdExclusively } from './store/exclusive';

/** The store and the site file do not belong together. */
const WRONG_SITE: ReadonlySet<StoreErrorCode> = new Set(['other-locker', 'missing-compartment']);

const EXIT = { clean: 0, fault: 1, usage: 64, config: 78 } as const;

interface Options {
  readonly config: string;
  readonly stateDir: string;
  readonly socket?: string;
  readonly broker?: string;
  readonly listen?: string;
  readonly operatorKey?: string;
}

function readOptions(argv: readonly string[]): Options {
  return new Command('lockerd')
    .description('The firmware of a parcel locker.')
    .requiredOption('--config <file>', 'site file (YAML)')
    .option('--state-dir <dir>', 'database, socket and site key live here', '/var/lib/lockerd')
    .option('--socket <file>', 'of the control API (default: lockerd.sock in the state folder)')
    .option('--broker <url>', 'instead of sync.broker of the site file')
    .option('--listen <host:port>', 'instead of panel.listen of the site file')
    .option('--operator-key <key>', 'besides codes.ticketKeys of the site file, and its sync.commandKeys if it has any')
    .version(VERSION)
    .addHelpText(
      'after',
      '\nExample:\n  lockerd --config config/sim.yaml --state-dir var\n\nExit codes: 0 clean stop, 1 fault, 64 wrong usage, 78 wrong configuration.',
    )
    .exitOverride()
    .parse(argv)
    .opts<Options>();
}

function give(message: string, code: number): number {
  process.stderr.write(`${message}\n`);
  return code;
}

async function run(argv: readonly string[]): Promise<number> {
  let options: Options;
  try {
    options = readOptions(argv);
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // commander has said what is wrong; --help and --version are no mistakes.
    return error.exitCode === 0 ? EXIT.clean : EXIT.usage;
  }
  const loaded = loadSite(options.config, {
    broker: options.broker,
    listen: options.listen,
    operatorKey: options.operatorKey,
  });
  if (!loaded.ok) return give(formatProblems(loaded.problems), EXIT.config);
  const { site } = loaded;
  const stateDir = resolve(options.stateDir);
  try {
    mkdirSync(stateDir, { recursive: true, mode: 0o750 });
  } catch (error) {
    const file = errorCode(error) === 'EEXIST' || errorCode(error) === 'ENOTDIR';
    if (file) return give(`--state-dir ${stateDir}: is a file, not a folder`, EXIT.usage);
    return give(`--state-dir ${stateDir}: ${errorMessage(error)}`, EXIT.fault);
  }
  const key = loadSiteKey(site, { stateDir, credentialsDir: process.env.CREDENTIALS_DIRECTORY });
  if (!key.ok && key.credential) return give(key.problem, EXIT.config);
  if (!key.ok) return give(formatProblems([loaded.problem(['siteKey', 'file'], key.problem)]), EXIT.config);

  const log = new LogRing(pino.destination({ fd: 2, sync: true }));
  const logger = pino({ level: site.log.level, base: { locker: site.locker.id } }, log);
  let release: () => void = () => undefined;
  try {
    release = holdExclusively(join(stateDir, 'lockerd.lock'));
    const app = await createApp({
      site,
      siteKey: key.key,
      stateDir,
      // Beside this program's bundle.
      pageFolder: join(__dirname, 'page'),
      scenarioFolder: join(__dirname, '..', 'config', 'scenarios'),
      ...(options.socket !== undefined && { socketFile: resolve(options.socket) }),
      logger,
      log,
      notifier: createNotifier(process.env, logger),
      version: VERSION,
      buildTime: BUILD_TIME,
    });
    let end: (code: number) => void = () => undefined;
    const ended = new Promise<number>((done) => (end = done));
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => end(EXIT.clean));
    // A fault nobody foresaw: stop with every output off; the supervisor starts us again.
    for (const fault of ['uncaughtException', 'unhandledRejection'] as const) {
      process.on(fault, (error: unknown) => {
        logger.error({ error: error instanceof Error ? error.stack : String(error) }, fault);
        end(EXIT.fault);
      });
    }
    app.onOrphaned(() => end(EXIT.clean));
    try {
      // Who is told to stop while the doors are still being read does not wait for them.
      const early = await Promise.race([app.start(), ended]);
      if (early !== undefined) return early;
      logger.info({ version: VERSION }, 'ready');
      process.send?.({ type: 'ready', page: app.panel.freshAddress() });
      return await ended;
    } finally {
      await app.stop();
      logger.info({}, 'stopped');
    }
  } catch (error) {
    if (error instanceof HalError && error.code === 'config') return give(error.message, EXIT.config);
    if (error instanceof StoreError && WRONG_SITE.has(error.code)) return give(error.message, EXIT.config);
    if (error instanceof StoreError || error instanceof ListenError) return give(error.message, EXIT.fault);
    logger.error({ error: error instanceof Error ? error.stack : String(error) }, 'fault');
    return EXIT.fault;
  } finally {
    release();
  }
}

run(process.argv).then(
  (code) => process.exit(code),
  (error: unknown) =>
    process.exit(give(error instanceof Error ? (error.stack ?? error.message) : String(error), EXIT.fault)),
);
