import path from 'node:path';
import type { Server, Socket } from 'node:net';
import type { SiteConfig } from '../../config/schema';
import { serveWorld } from '../../hal/sim/remote';
import { Child, type Exit } from './child';
import { worthSaying } from './child-log';
import type { DemoWorld } from './demo-world';
import { LogFile } from './log-file';
import { OfficeClient } from './office-client';
import { answerPowerCut, POWER_BACK_MS } from './power';
import { describeExit, Service } from './service';

export interface CastOptions {
  /** Folder of the built programs. */
  readonly programs: string;
  readonly stateDir: string;
  readonly config: string;
  readonly site: SiteConfig;
  readonly siteKeyFile: string;
  /** What the back office signs tickets with, and commands where they have to be signed. */
  readonly signing: { readonly file: string; readonly publicKey: string };
  /** The broker's socket, listening, and its port. */
  readonly broker: { readonly server: Server; readonly port: number };
  /** Address of the technician's page. */
  readonly listen: string;
  readonly world: DemoWorld;
  readonly say: (text: string) => void;
  /** Locker and back office are there for the first time; the technician's page. */
  readonly onReady: (page: string) => void;
  /** It can't go on; exit code. */
  readonly onFault: (code: number) => void;
}

const WRONG_CONFIG = 78;

/** The three programs of a demo, each kept running: broker, back office, the locker's firmware. */
export class Cast {
  readonly office = new OfficeClient(() => this.synced());
  private readonly logs: Record<'broker' | 'backoffice' | 'firmware', LogFile>;
  private readonly services: Record<'broker' | 'backoffice' | 'firmware', Service>;
  private readonly url: string;
  private firstServer: Server | null;
  private listen: string;
  private page: string | null = null;
  private inSync = false;
  private ready = false;
  private ending = false;
  private whenBack: ((back: boolean) => void)[] = [];

  constructor(private readonly options: CastOptions) {
    this.firstServer = options.broker.server;
    this.url = `mqtt://127.0.0.1:${options.broker.port}`;
    this.listen = options.listen;
    const log = (name: string): LogFile => new LogFile(path.join(options.stateDir, 'log', `${name}.log`));
    this.logs = { broker: log('broker'), backoffice: log('backoffice'), firmware: log('firmware') };
    const service = (name: string, spawn: () => Child): Service =>
      new Service({ name, spawn, say: options.say, onDeath: (exit) => this.died(name, exit) });
    this.services = {
      broker: service('broker', () => this.spawnBroker()),
      backoffice: service('backoffice', () => this.spawnBackoffice()),
      firmware: service('firmware', () => this.spawnFirmware()),
    };
  }

  start(): void {
    // The locker takes longest.
    this.services.firmware.start();
    this.services.broker.start();
    this.services.backoffice.start();
  }

  async stop(): Promise<void> {
    this.ending = true;
    // The locker first: it says good-bye to the operator.
    await this.services.firmware.stop();
    await this.services.backoffice.stop();
    await this.services.broker.stop();
    for (const log of Object.values(this.logs)) log.close();
  }

  private spawnBroker(): Child {
    // It keeps nothing: this only tells in a list of processes whose it is.
    const child = this.child('broker', ['--state-dir', this.options.stateDir]);
    const server = this.firstServer;
    this.firstServer = null;
    if (server) child.send({ type: 'listen' }, server);
    else child.send({ type: 'listen', port: this.options.broker.port });
    return child;
  }

  private spawnBackoffice(): Child {
    const { site, siteKeyFile, signing, stateDir, world } = this.options;
    const numbers = site.compartments.map(({ id, number }) => `${id}=${number}`).join(',');
    // A window of whole days has no length in hours: the messages then leave its end out.
    const hours = site.window.days === undefined ? (site.window.hours ?? 72) : 0;
    const child = this.child('backoffice', [
      '--broker',
      this.url,
      '--locker',
      site.locker.id,
      '--site-key',
      siteKeyFile,
      '--state-dir',
      stateDir,
      '--zone',
      site.locker.zone,
      '--pin-length',
      String(site.codes.pinLength),
      '--window-hours',
      String(hours),
      '--numbers',
      numbers,
      '--signing-key',
      signing.file,
      ...(site.codes.offlinePins ? ['--offline-pins'] : []),
      ...(site.sync?.commandKeys === undefined ? [] : ['--sign-commands']),
    ]);
    this.office.attach(child, world.clocks.offsets().wall);
    return child;
  }

  private spawnFirmware(): Child {
    const { config, site, siteKeyFile, signing, stateDir, world } = this.options;
    const env: Record<string, string> = { LOCKERD_WORLD: 'ipc' };
    // A site file without siteKey expects the key where systemd puts it.
    if (site.siteKey === undefined) env['CREDENTIALS_DIRECTORY'] = path.dirname(siteKeyFile);
    const args = ['--config', config, '--state-dir', stateDir, '--broker', this.url, '--listen', this.listen];
    args.push('--operator-key', signing.publicKey);
    const child = this.child('firmware', args, env);
    serveWorld(child.process, world, {
      relay: (request) => this.office.request(request),
      powerCut: (connection) => void this.powerCut(connection),
    });
    child.process.on('message', (message) => {
      if (isReady(message)) this.firmwareReady(message.page);
    });
    return child;
  }

  private child(
    name: 'broker' | 'backoffice' | 'firmware',
    args: readonly string[],
    env: Record<string, string> = {},
  ): Child {
    const program = name === 'firmware' ? 'lockerd.js' : `${name}.js`;
    return new Child({
      file: path.join(this.options.programs, program),
      args,
      env,
      log: this.logs[name],
      onLine: (line) => {
        const text = this.ending ? null : worthSaying(name, line);
        if (text !== null) process.stderr.write(`${text}\n`);
      },
    });
  }

  /** What failed before the demo was ready once would only fail again. */
  private died(name: string, exit: Exit): boolean {
    // A signal to the process group may hit a child before it has a group of its own.
    if (this.ending) return false;
    if (this.ready && exit.code !== WRONG_CONFIG) return true;
    if (exit.code !== WRONG_CONFIG)
      this.options.say(`${name} could not start (${describeExit(exit)}); see ${this.options.stateDir}/log/${name}.log`);
    this.options.onFault(exit.code === WRONG_CONFIG ? WRONG_CONFIG : 1);
    return false;
  }

  private firmwareReady(page: string): void {
    this.page = page;
    // Whatever port it found: it keeps it when it is started again.
    this.listen = new URL(page).host;
    for (const back of this.whenBack.splice(0)) back(true);
    this.maybeReady();
  }

  private synced(): void {
    this.inSync = true;
    this.maybeReady();
  }

  private maybeReady(): void {
    if (this.ready || this.page === null || !this.inSync) return;
    this.ready = true;
    this.options.onReady(this.page);
  }

  private async powerCut(connection: Socket | null): Promise<void> {
    await this.services.firmware.powerCycle();
    const back = await new Promise<boolean>((resolve) => {
      const timer = setTimeout(() => resolve(false), POWER_BACK_MS);
      this.whenBack.push((came) => {
        clearTimeout(timer);
        resolve(came);
      });
      if (this.ending) resolve(false);
    });
    answerPowerCut(connection, back);
  }
}

function isReady(message: unknown): message is { readonly type: 'ready'; readonly page: string } {
  return (
    typeof message === 'object' &&
    message !== null &&
    'type' in message &&
    message.type === 'ready' &&
    'page' in message
  );
}
