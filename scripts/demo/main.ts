import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { formatProblems, loadSite } from '../../config/load';
import type { SiteConfig } from '../../config/schema';
import { VirtualTime } from '../../hal/sim/virtual-time';
import { Cast } from './cast';
import { DemoWorld } from './demo-world';
import { lockerGone, lockStateDir } from './lock';
import { listenAnywhere, portTaken, splitAddress } from './ports';
import { settleBoth } from './settle';
import { ensureSigningKey, ensureSiteKey } from './site-key';

export interface DemoOptions {
  /** TCP port of the technician's page, 0 = any free one, null = as the site file says. */
  readonly port: number | null;
  readonly stateDir: string;
  readonly config: string;
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

function say(text: string): void {
  process.stderr.write(`lockerd: ${text}\n`);
}

/** Runs a demo until a signal ends it. Answers the exit code; by then nothing of it is left running. */
export async function demo(options: DemoOptions): Promise<number> {
  const stateDir = path.resolve(options.stateDir);
  let end: (code: number) => void = () => undefined;
  const ended = new Promise<number>((resolve) => (end = resolve));
  // A signal to the process group comes twice, once through npm: the second one is no reason to hurry.
  for (const signal of SIGNALS) process.on(signal, () => end(0));
  // Who read our output may be gone before us.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

  try {
    mkdirSync(stateDir, { recursive: true });
  } catch (error) {
    say(`can't make the state folder: ${error instanceof Error ? error.message : String(error)}`);
    return 1;
  }
  const site = loadSite(options.config);
  if (!site.ok) {
    process.stderr.write(`${formatProblems(site.problems)}\n`);
    return 78;
  }
  if (site.site.sync?.protocol === 5) {
    const spoken = "MQTT 3.1.1 (4) only is spoken by the demo's own broker; lockerd --config FILE alone speaks both";
    process.stderr.write(`${formatProblems([site.problem(['sync', 'protocol'], spoken)])}\n`);
    return 78;
  }
  const lock = await lockStateDir(stateDir);
  if (!lock.ok) {
    say(lock.message);
    return 1;
  }
  try {
    return await play(options, stateDir, site.site, ended, end);
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    return 1;
  } finally {
    await lock.release();
  }
}

async function play(
  options: DemoOptions,
  stateDir: string,
  site: SiteConfig,
  ended: Promise<number>,
  end: (code: number) => void,
): Promise<number> {
  const { hal } = site;
  if (hal.driver !== 'sim') {
    say(`${options.config}: hal.driver: the demo runs the simulated locker (sim) only`);
    return 78;
  }
  const listen = options.port === null ? (site.panel?.listen ?? '127.0.0.1:8480') : `127.0.0.1:${options.port}`;
  const { host, port } = splitAddress(listen);
  if (port !== 0 && (await portTaken(host, port))) {
    say(`port ${port} is in use; choose another one: npm start -- --port N (0 = any free one)`);
    return 1;
  }
  const socketFile = path.join(stateDir, 'lockerd.sock');
  if (!(await lockerGone(socketFile))) {
    say(`a locker runs in ${stateDir} already; end it, or choose another folder: npm start -- --state-dir DIR`);
    return 1;
  }
  const siteKeyFile = path.resolve(stateDir, site.siteKey?.file ?? 'site.key');
  ensureSiteKey(siteKeyFile);
  const signingKeyFile = path.join(stateDir, 'backoffice', 'signing.pem');
  const signing = { file: signingKeyFile, publicKey: ensureSigningKey(signingKeyFile) };

  const settled = (): Promise<void> => settleBoth(socketFile, cast.office);
  const world: DemoWorld = new DemoWorld(
    {
      compartments: site.compartments.map(({ id }) => id),
      travelMs: hal.travelMs,
      time: new VirtualTime(),
      file: path.join(stateDir, 'world.json'),
    },
    {
      // A code that is just being made must not find that days have passed before it arrives.
      before: (wallOffset) => settled().then(() => cast.office.setTime(wallOffset)),
      after: (wallOffset) => {
        cast.office.setTime(wallOffset);
        return settled();
      },
    },
  );
  const broker = await listenAnywhere();
  const cast: Cast = new Cast({
    programs: __dirname,
    stateDir,
    config: options.config,
    site,
    siteKeyFile,
    signing,
    broker,
    listen,
    world,
    say,
    onReady: (page) => process.stdout.write(`lockerd ready ${page}\n`),
    onFault: end,
  });
  world.start();
  try {
    cast.start();
    return await ended;
  } finally {
    await cast.stop();
    world.stop();
  }
}
