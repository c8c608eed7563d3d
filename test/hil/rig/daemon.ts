import { spawn, type ChildProcess } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { isMap, parseDocument as parseYaml } from 'yaml';
import { formatProblems, loadSite } from '../../../config/load';
import type { LinuxHalConfig } from '../../../config/linux-schema';
import type { SiteConfig } from '../../../config/schema';
import { keyId } from '../../../config/site-key';
import { pinVerifier, tokenVerifier } from '../../../firmware/access/codes';
import { Clock } from '../../../firmware/core/clock';
import type { StoredEvent } from '../../../firmware/core/events';
import type { StateView } from '../../../firmware/core/views';
import { Store } from '../../../firmware/store/store';
import { applyDocument } from '../../../firmware/sync/apply';
import { parseDocument } from '../../../firmware/sync/document';
import { SystemTime } from '../../../hal/linux/system-time';
import { until } from './bench';
import { Wires } from './wires';

export const REPO = '/run/repo';
const NODE = '/run/node/node';
const SITE_KEY = Buffer.from(Array.from({ length: 32 }, (_, i) => i));
const TIMESYNC = '/run/systemd/timesync';
const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

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
export class Daemon {
  readonly folder = mkdtempSync(join(tmpdir(), 'lockerd-'));
  readonly siteFile: string;
  readonly site: SiteConfig;
  readonly hal: LinuxHalConfig;
  readonly wires: Wires;
  child: ChildProcess | null = null;
  private runs = 0;

  /** @param shipped a file of config/ */
  constructor(
    shipped: string,
    private readonly options: DaemonOptions = {},
  ) {
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
    await until('the daemon’s answer', async () => {
      if (this.child?.exitCode !== null) throw new Error(`the daemon ended: ${this.log()}`);
      return existsSync(this.socket()) && (await this.state().catch(() => null));
    });
  }

  /** Only started: whether it gets anywhere is the test's business. */
  spawn(): void {
    this.runs += 1;
    rmSync(this.socket(), { force: true });
    const [command = NODE, ...before] = [...(this.options.wrapper ?? []), NODE];
    const errors = openSync(this.logFile(), 'a');
    this.child = spawn(
      command,
      [...before, join(REPO, 'dist/lockerd.js'), '--config', this.siteFile, '--state-dir', this.folder],
      {
        stdio: ['ignore', errors, errors],
        ...(this.options.uid === undefined ? {} : { uid: this.options.uid, gid: this.options.uid }),
      },
    );
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

  async call<T>(method: 'GET' | 'POST', path: string, body?: unknown): Promise<T> {
    return new Promise((done, fail) => {
      const call = request(
        { socketPath: this.socket(), method, path: `/api/v1${path}`, headers: { 'content-type': 'application/json' } },
        (response) => {
          let text = '';
          response.on('data', (data: Buffer) => (text += data.toString()));
          response.on('end', () => {
            const answer = (text === '' ? {} : JSON.parse(text)) as T;
            if ((response.statusCode ?? 500) < 400 || path === '/health') done(answer);
            else fail(new Error(`${method} ${path}: ${response.statusCode} ${text}`));
          });
        },
      );
      call.on('error', fail);
      call.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }

  state(): Promise<StateView> {
    return this.call('GET', '/state');
  }

  async terminal(): Promise<string> {
    return (await this.state()).terminal.screen;
  }

  async compartment(id: string): Promise<StateView['compartments'][number]> {
    const found = (await this.state()).compartments.find((one) => one.id === id);
    if (found === undefined) throw new Error(`no compartment ${id}`);
    return found;
  }

  async events(after = 0): Promise<StoredEvent[]> {
    return (await this.call<{ events: StoredEvent[] }>('GET', `/events?after=${after}&limit=1000`)).events;
  }

  async types(after = 0): Promise<string[]> {
    return (await this.events(after)).map(({ type }) => type);
  }

  async untilEvent(type: string, match: Record<string, unknown> = {}, after = 0): Promise<StoredEvent> {
    return until(`the event ${type} ${JSON.stringify(match)}`, async () =>
      (await this.events(after)).find(
        (event) =>
          event.type === type &&
          Object.entries(match).every(([name, value]) => (event as unknown as Record<string, unknown>)[name] === value),
      ),
    );
  }

  async untilScreen(...screens: string[]): Promise<string> {
    return until(`the screen ${screens.join(' or ')}`, async () => {
      const now = await this.terminal();
      return screens.includes(now) ? now : null;
    });
  }

  log(): string {
    return existsSync(this.logFile()) ? readFileSync(this.logFile(), 'utf8') : '';
  }

  pid(): number {
    const pid = this.child?.pid;
    if (pid === undefined) throw new Error('the daemon does not run');
    return pid;
  }

  private socket(): string {
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
      child.kill(signal);
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
          ...{ v: 1, locker: site.locker.id, keyId: id, epoch: 1, rev: 1, issuedAt: new Date().toISOString() },
          grants: grants.map(({ pin, qr, ...grant }) => ({
            ...{ rev: 1, ...grant },
            ...(pin === undefined ? {} : { pin: pinVerifier(SITE_KEY, pin) }),
            ...(qr === undefined ? {} : { qr: tokenVerifier(SITE_KEY, qr) }),
          })),
          parcels: parcels.map((parcel) => ({
            ...{ label: null, size: 'S', accessible: false, handover: false },
            ...parcel,
          })),
        }),
      ),
      { locker: site.locker.id, keyId: id },
    );
    if (!document.ok) throw new Error(document.error);
    applyDocument({ store, clock, site, logger: silent }, document.document);
    clock.stop();
    time.stop();
    store.close();
  }
}
