import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import mqtt, { type MqttClient } from 'mqtt';
import { parse } from 'yaml';
import { keyId } from '../../config/site-key';
import type { StoredEvent } from '../../firmware/core/events';
import type { CompartmentView, StateView } from '../../firmware/core/views';
import { VirtualTime } from '../../hal/sim/virtual-time';
import { listenAnywhere } from '../../scripts/demo/ports';
import { SpringDoor } from '../../scripts/emulators/door';
import { HandScanner } from '../../scripts/emulators/hand-scanner';
import { Rs485Line } from '../../scripts/emulators/line';
import { LineFaults } from '../../scripts/emulators/line-faults';
import { BAUD_RATE, makeBoard } from '../../scripts/emulators/make-board';
import { Random } from '../../scripts/emulators/random';
import { ScannerFaults } from '../../scripts/emulators/scanner-faults';
import { callOk, type Method } from '../helpers/api-call';
import { testBroker, type TestBroker } from '../helpers/broker';
import { desired } from '../helpers/documents';
import { Pty } from '../helpers/pty';

const ROOT = path.resolve(__dirname, '../..');
/** Shipped, and made for lock boards. */
const SITE_FILE = path.join(ROOT, 'config', 'rs485-48.yaml');
const BOARD = 'kerong-cu';
/** A wait that takes longer hangs, ms. The machine may be busy. */
const PATIENCE = 20_000;

/** What of the shipped site file is looked at here. */
interface SiteFile {
  readonly locker: { readonly id: string };
  readonly hal: {
    readonly lockBoards: { readonly b1: { readonly boards: { address: number; channels: number }[] } };
    readonly doors: Record<string, { readonly board: { readonly address: number; readonly channel: number } }>;
  } & Record<string, unknown>;
}

/**
 * A locker of 48 compartments without any simulator in it: the daemon as systemd runs it, the Linux drivers, three
 * lock boards and a scanner behind serial lines of the kernel, an operator's broker. What hangs on the GPIO header
 * (keypad, display, buzzer) is not built in.
 */
export class RealLocker {
  readonly stateDir = mkdtempSync(path.join(tmpdir(), 'lockerd-real-'));
  readonly doors: ReadonlyMap<string, SpringDoor>;
  readonly scanner: HandScanner;
  readonly siteKey = Buffer.alloc(32, 7);
  output = '';
  private readonly site: SiteFile;
  private readonly time = new VirtualTime();
  private readonly ptys: readonly Pty[];
  private broker: TestBroker | null = null;
  private operator: MqttClient | null = null;
  private child: ChildProcess | null = null;

  constructor() {
    this.site = parse(readFileSync(SITE_FILE, 'utf8')) as SiteFile;
    const { time } = this;
    const { doors, lockBoards } = this.site.hal;
    this.doors = new Map(Object.keys(doors).map((id) => [id, new SpringDoor(time)]));
    const boards = lockBoards.b1.boards.map(({ address, channels }) => {
      const wired = Array.from({ length: channels }, (_none, at) => {
        const [id] = Object.entries(doors).find(([, { board }]) => isAt(board, address, at + 1)) ?? [];
        return this.doors.get(id ?? '') ?? new SpringDoor(time);
      });
      return makeBoard(BOARD, { address, doors: wired });
    });
    const faults = new LineFaults(new Random(1));
    const line = new Rs485Line({ time, baudRate: BAUD_RATE[BOARD], boards, faults });
    this.scanner = new HandScanner({
      time,
      faults: new ScannerFaults(new Random(1)),
      maker: 'zebra',
      mode: 'presentation',
    });
    this.ptys = [new Pty(this.file('locks'), line), new Pty(this.file('scanner'), this.scanner)];
  }

  get socket(): string {
    return this.file('lockerd.sock');
  }

  async start(): Promise<void> {
    this.broker = await testBroker();
    this.operator = await mqtt.connectAsync(this.broker.url);
    for (const pty of this.ptys) await pty.plug();
    writeFileSync(this.file('site.key'), this.siteKey.toString('hex'), { mode: 0o600 });
    writeFileSync(this.file('site.yaml'), JSON.stringify(await this.siteFile(this.broker.url)));
    await this.boot();
  }

  /** The daemon alone, from its files, on the same port as before. */
  async boot(): Promise<void> {
    const args = [path.join(ROOT, 'dist', 'lockerd.js'), '--config', this.file('site.yaml')];
    const child = spawn(process.execPath, [...args, '--state-dir', this.stateDir], {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.child = child;
    child.stderr?.on('data', (data: Buffer) => (this.output += data.toString()));
    await new Promise<void>((ready, fail) => {
      child.once('message', () => ready());
      child.once('exit', (code) => fail(new Error(`lockerd ended with ${code}: ${this.output}`)));
    });
  }

  /** As `systemctl stop` does; answers the exit code. */
  async halt(): Promise<number | null> {
    const { child } = this;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return child?.exitCode ?? null;
    const gone = new Promise<number | null>((done) => child.once('exit', (code) => done(code)));
    child.kill('SIGTERM');
    return gone;
  }

  /** It hangs: its sockets stay open and say nothing. */
  freeze(): void {
    this.child?.kill('SIGSTOP');
  }

  thaw(): void {
    this.child?.kill('SIGCONT');
  }

  async remove(): Promise<void> {
    this.thaw();
    await this.halt();
    for (const pty of this.ptys) await pty.unplug();
    await this.operator?.endAsync(true);
    await this.broker?.kill();
    rmSync(this.stateDir, { recursive: true, force: true });
  }

  ok<T = unknown>(method: Method, where: string, body?: unknown): Promise<T> {
    return callOk<T>(this.socket, method, where, body);
  }

  /** The operator's document: these grants and parcels from now on. Settles when they count. */
  async publish(rev: number, document: Record<string, unknown>): Promise<void> {
    const { id } = this.site.locker;
    const text = JSON.stringify(desired({ locker: id, keyId: keyId(this.siteKey), rev, ...document }));
    await this.operator?.publishAsync(`lk/v1/${id}/desired`, text, { qos: 1, retain: true });
    await this.until('the document', async () => (await this.state()).sync.rev === rev);
  }

  state(): Promise<StateView> {
    return this.ok('GET', '/state');
  }

  async compartment(id: string): Promise<CompartmentView> {
    const found = (await this.state()).compartments.find((one) => one.id === id);
    if (found === undefined) throw new Error(`no compartment ${id}`);
    return found;
  }

  /** @param compartment only those of this one */
  async events(type: string, compartment?: string): Promise<StoredEvent[]> {
    const of = compartment === undefined ? '' : `&compartment=${compartment}`;
    return (await this.ok<{ events: StoredEvent[] }>('GET', `/events?type=${type}${of}&limit=1000`)).events;
  }

  /** A hand at a door of steel. */
  hand(id: string, action: 'open' | 'close' = 'close'): void {
    this.steel(id).hand(action);
  }

  /** Its bolt does not let go, or does again. */
  jam(id: string, jammed = true): void {
    this.steel(id).jammed = jammed;
  }

  async until(what: string, holds: () => Promise<boolean>): Promise<void> {
    const end = Date.now() + PATIENCE;
    while (!(await holds())) {
      if (Date.now() > end) throw new Error(`waited in vain for ${what}; output:\n${this.output}`);
      await new Promise((next) => setTimeout(next, 50));
    }
  }

  private steel(id: string): SpringDoor {
    const door = this.doors.get(id);
    if (door === undefined) throw new Error(`no door ${id}`);
    return door;
  }

  private file(name: string): string {
    return path.join(this.stateDir, name);
  }

  /** JSON is YAML. */
  private async siteFile(broker: string): Promise<object> {
    const { hal, ...site } = this.site;
    const { driver, supplies, lock, doors, lockBoards } = hal;
    return {
      ...site,
      hal: {
        driver,
        supplies,
        lock,
        doors,
        lockBoards: { b1: { ...lockBoards.b1, port: this.file('locks') } },
        scanner: { port: this.file('scanner'), baudRate: 9600, ending: 'line' },
      },
      sync: { broker },
      // A port of its own and always the same one: the cookie's name holds it.
      panel: { listen: `127.0.0.1:${await freePort()}` },
    };
  }
}

const isAt = (board: { address: number; channel: number }, address: number, channel: number): boolean =>
  board.address === address && board.channel === channel;

async function freePort(): Promise<number> {
  const { server, port } = await listenAnywhere();
  await new Promise((done) => server.close(done));
  return port;
}
