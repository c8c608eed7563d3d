import { spawn, type ChildProcess } from 'node:child_process';
import {
  closeSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { isMap, parseDocument as parseYaml } from 'yaml';
import { formatProblems, loadSite } from '../../../config/load';
import type { LinuxHalConfig } from '../../../config/linux/schema';
import type { SiteConfig } from '../../../config/schema';
import { keyId } from '../../../config/site-key';
import { pinVerifier, tokenVerifier } from '../../../firmware/access/codes';
import { Clock } from '../../../firmware/core/clock';
import { Store } from '../../../firmware/store/store';
import { applyDocument } from '../../../firmware/sync/apply';
import { parseDocument } from '../../../firmware/sync/document';
import { SystemTime } from '../../../hal/linux/system-time';
import { Api } from './api';
import { pause, until } from './bench';
import { Wires } from './wires';

export const REPO = '/run/repo';
const NODE = '/run/node/node';
const SITE_KEY = Buffer.from(Array.from({ length: 32 }, (_, i) => i));
const TIMESYNC = '/run/systemd/timesync';
const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/** An emulated machine that shares its processors takes this long to start the daemon, ms. */
const START_MS = 60_000;

export interface Seed {
  readonly grants: readonly ({ readonly pin?: string; readonly qr?: string } & Record<string, unknown>)[];
  readonly parcels: readonly Record<string, unknown>[];
}

/** The clock is synchronized over the network, as systemd-timesyncd shows it. */
export function clockIsRight(): void {
  mkdirSync(TIMESYNC, { recursive: true });
  writeFileSync(`${TIMESYNC}/synchronized`, '');
  utimesSync(`${TIMESYNC}/synchronized`, new Date(), new Date());
}

export interface DaemonOptions {
  /** Changes single fields of the site file: path → value; undefined takes the field out. */
  readonly changes?: readonly (readonly [path: readonly (string | number)[], value: unknown])[];
  readonly seed?: Seed;
  readonly uid?: number;
  /** In front of node: `strace -f …`. */
  readonly wrapper?: readonly string[];
}

/** The shipped daemon with a shipped site file, in a state folder of its own. */
export class Daemon extends Api {
  readonly folder = mkdtempSync(join(tmpdir(), 'lockerd-'));
  readonly siteFile: string;
  readonly site: SiteConfig;
  readonly hal: LinuxHalConfig;
  readonly wires: Wires;
  child: ChildProcess | null = null;

  /** @param shipped a file of config/ */
  constructor(
    shipped: string,
    private readonly options: DaemonOptions = {},
  ) {
    super();
    const document = parseYaml(readFileSync(join(REPO, 'config', shipped), 'utf8'));
    // Nobody listens here, and the key is the test's own.
    document.delete('sync');
    document.setIn(['siteKey', 'file'], 'site.key');
    const panel: unknown = document.get('panel');
    if (isMap(panel)) document.setIn(['panel', 'listen'], '127.0.0.1:0');
    for (const [path, value] of options.changes ?? []) {
      if (value === undefined) document.deleteIn(path);
      else document.setIn(path, value);
    }
    this.siteFile = join(this.folder, basename(shipped));
    writeFileSync(this.siteFile, document.toString());
    writeFileSync(join(this.folder, 'site.key'), SITE_KEY.toString('hex'), { mode: 0o600 });
    const loaded = loadSite(this.siteFile);
    if (!loaded.ok) throw new Error(formatProblems(loaded.problems));
    this.site = loaded.site;
    if (this.site.hal.driver !== 'linux') throw new Error(`${shipped} has no linux drivers`);
    this.hal = this.site.hal;
    this.wires = new Wires(this.hal);
  }

  /** The bench is wired, the operator's document is there, the daemon runs and takes codes. */
  async begin(): Promise<void> {
    clockIsRight();
    this.wires.build();
    if (this.options.seed) await this.seed(this.options.seed);
    await this.start();
    this.wires.start();
  }

  async start(): Promise<void> {
    this.spawn();
    await until(
      'the daemon’s answer',
      async () => {
        if (this.child?.exitCode !== null) throw new Error(`the daemon ended: ${this.log()}`);
        return existsSync(this.socket()) && (await this.state().catch(() => null));
      },
      START_MS,
    );
  }

  /** Only started: whether it gets anywhere is the test's business. */
  spawn(): void {
    rmSync(this.socket(), { force: true });
    const [command = NODE, ...before] = [...(this.options.wrapper ?? []), NODE];
    const errors = openSync(this.logFile(), 'a');
    this.child = spawn(
      command,
      [...before, join(REPO, 'dist/lockerd.js'), '--config', this.siteFile, '--state-dir', this.folder],
      {
        stdio: ['ignore', errors, errors],
        // With a wrapper in front of it, it is ended as a group.
        detached: this.options.wrapper !== undefined,
        ...(this.options.uid === undefined ? {} : { uid: this.options.uid, gid: this.options.uid }),
      },
    );
    closeSync(errors);
  }

  /** The customer closes the door and goes. */
  async closed(compartment: string): Promise<void> {
    // No hand is quicker.
    await pause(200);
    this.wires.door(compartment, 'closed');
    await this.untilScreen('closed');
    await this.wires.type('#');
    await this.untilScreen('idle');
  }

  /** Ends it cleanly; answers the exit code. */
  async stop(): Promise<number | null> {
    return this.end('SIGTERM');
  }

  /** As the kernel kills it: nothing of it runs any more. */
  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  /** After a test, however it went. */
  async clear(): Promise<void> {
    this.wires.stop();
    await this.end('SIGKILL');
    // Kept on the host for who looks into a failure.
    cpSync(this.logFile(), `/run/hil/${basename(this.folder)}.log`);
    rmSync(this.folder, { recursive: true, force: true });
  }

  async lockerctl(...args: string[]): Promise<{ code: number | null; out: string }> {
    const child = spawn(NODE, [join(REPO, 'dist/lockerctl.js'), ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => (out += data.toString()));
    const code = await new Promise<number | null>((done) => child.on('close', done));
    return { code, out };
  }

  log(): string {
    return existsSync(this.logFile()) ? readFileSync(this.logFile(), 'utf8') : '';
  }

  pid(): number {
    const pid = this.child?.pid;
    if (pid === undefined) throw new Error('the daemon does not run');
    return pid;
  }

  protected socket(): string {
    return join(this.folder, 'lockerd.sock');
  }

  private logFile(): string {
    return `${this.folder}.log`;
  }

  private async end(signal: NodeJS.Signals): Promise<number | null> {
    const { child } = this;
    if (child === null) return null;
    if (child.exitCode === null && child.signalCode === null) {
      const ended = new Promise<void>((done) => child.once('exit', () => done()));
      if (this.options.wrapper === undefined || child.pid === undefined) child.kill(signal);
      else process.kill(-child.pid, signal);
      await ended;
    }
    return child.exitCode;
  }

  /** What the operator wants: applied as the daemon applies it, before it starts. */
  private async seed({ grants, parcels }: Seed): Promise<void> {
    const { site } = this;
    const id = keyId(SITE_KEY);
    const time = new SystemTime();
    await time.start();
    const clock = new Clock(time, { load: () => null, save: () => undefined }, 0);
    clock.start();
    const store = new Store({
      file: join(this.folder, 'lockerd.db'),
      locker: site.locker.id,
      keyId: id,
      compartments: site.compartments.map((one) => one.id),
      newCompartments: 'unverified',
      stamp: () => ({ at: clock.now(), clock: clock.status() }),
    });
    const document = parseDocument(
      Buffer.from(
        JSON.stringify({
          v: 1,
          locker: site.locker.id,
          keyId: id,
          epoch: 1,
          rev: 1,
          issuedAt: new Date().toISOString(),
          grants: grants.map(({ pin, qr, ...grant }) => ({
            rev: 1,
            ...grant,
            ...(pin === undefined ? {} : { pin: pinVerifier(SITE_KEY, pin) }),
            ...(qr === undefined ? {} : { qr: tokenVerifier(SITE_KEY, qr) }),
          })),
          parcels: parcels.map((parcel) => ({
            label: null,
            size: 'S',
            accessible: false,
            handover: false,
            ...parcel,
          })),
        }),
      ),
      { locker: site.locker.id, keyId: id },
    );
    if (!document.ok) throw new Error(document.error);
    applyDocument({ store, clock, site, logger: silent, sweep: () => {} }, document.document);
    clock.stop();
    time.stop();
    store.close();
  }
}
