import type { MqttClient } from 'mqtt';
import type { Logger } from '../core/logger';
import { BACKOFF, backoffDelay, type Backoff } from './backoff';
import { openBrokerStream, readIdentity, type SyncConfig } from './broker-stream';

export interface ConnectionOptions {
  readonly config: SyncConfig;
  /** What the file names of the configuration are relative to. */
  readonly folder: string;
  readonly clientId: string;
  readonly topics: readonly string[];
  /** Published retained by the broker when the connection breaks. */
  readonly will: { readonly topic: string; readonly payload: string };
  /** Packets above this many bytes are dropped unseen. */
  readonly largestPacket: number;
  readonly backoff?: Backoff;
}

/** None of these may throw for long: what they throw is logged and goes no further. */
export interface ConnectionHandlers {
  /** Connected, and the broker has confirmed every subscription. */
  up(): void;
  down(): void;
  message(topic: string, payload: Buffer, retained: boolean): void;
  dropped(bytes: number): void;
}

/** Real time, as everything about sockets: a simulated clock does not make a network faster. */
const ANSWER_MS = 10_000;
const PUBACK_MS = 30_000;
const STABLE_MS = 10_000;
const KEEPALIVE_S = 30;
const FAREWELL_MS = 400;

/**
 * One connection to the broker at a time, made anew whenever it is lost, refused or falls silent. A client
 * object serves one connection only, so nothing is queued anywhere (clean start, publish only while up).
 */
export class BrokerConnection {
  private running = false;
  private reachable = true;
  private client: MqttClient | null = null;
  private upSince: number | null = null;
  private attempts = 0;
  private unconfirmed = 0;
  private retry: NodeJS.Timeout | undefined;
  private deadline: NodeJS.Timeout | undefined;

  constructor(
    private readonly options: ConnectionOptions,
    private readonly handlers: ConnectionHandlers,
    private readonly logger: Logger,
  ) {}

  start(): void {
    if (this.running) return;
    this.running = true;
    this.attempts = 0;
    this.connectIn(0);
  }

  /** Says goodbye if it can and ends within a second, whatever the broker does. */
  async stop(farewell: { readonly topic: string; readonly payload: string }): Promise<void> {
    if (!this.running) return;
    this.running = false;
    clearTimeout(this.retry);
    clearTimeout(this.deadline);
    const { client } = this;
    this.client = null;
    if (!client) return;
    if (this.upSince !== null) {
      this.upSince = null;
      await within(FAREWELL_MS, (done) =>
        client.publish(farewell.topic, farewell.payload, { qos: 1, retain: true }, done),
      );
      await within(FAREWELL_MS, (done) => client.end(false, done));
    }
    destroy(client);
  }

  /** There is no network any more, or again: what is open breaks without a word, and nothing is tried meanwhile. */
  network(there: boolean): void {
    if (there === this.reachable) return;
    this.reachable = there;
    if (!this.running) return;
    this.attempts = 0;
    clearTimeout(this.retry);
    if (there) this.connectIn(0);
    else if (this.client) this.lost(this.client, new Error('no network'));
  }

  isUp(): boolean {
    return this.upSince !== null;
  }

  /** Sends with QoS 1; while there is no connection nothing happens. `answered`: the broker has it, or won't. */
  publish(topic: string, payload: string, retain: boolean, answered: () => void = () => {}): void {
    const { client } = this;
    if (!client || this.upSince === null) return;
    this.unconfirmed += 1;
    if (this.unconfirmed === 1) this.expectWithin(PUBACK_MS, client, 'no PUBACK');
    client.publish(topic, payload, { qos: 1, retain }, (error) => {
      if (this.client !== client) return;
      this.unconfirmed -= 1;
      if (this.unconfirmed > 0) this.expectWithin(PUBACK_MS, client, 'no PUBACK');
      else clearTimeout(this.deadline);
      if (error) this.logger.warn({ topic, error: error.message }, 'the broker does not take a message');
      this.guarded(answered);
    });
  }

  private connectIn(ms: number): void {
    clearTimeout(this.retry);
    this.retry = setTimeout(() => void this.connect(), ms).unref();
  }

  private async connect(): Promise<void> {
    try {
      // Loaded with the first connection: the start does not wait for it.
      const { MqttClient } = await import('mqtt');
      if (this.running && this.reachable && this.client === null) this.open(MqttClient);
    } catch (error) {
      this.failed(error);
    }
  }

  private open(Client: typeof MqttClient): void {
    const { config, folder, clientId, will, largestPacket } = this.options;
    const identity = readIdentity(config, folder);
    const stream = openBrokerStream(config, identity, largestPacket, (bytes) =>
      this.guarded(() => this.handlers.dropped(bytes)),
    );
    const client = new Client(() => stream, {
      clientId,
      clean: true,
      reconnectPeriod: 0,
      resubscribe: false,
      queueQoSZero: false,
      // Its cache of 65,536 numbers costs 10 ms and 6 MB.
      writeCache: false,
      keepalive: KEEPALIVE_S,
      connectTimeout: ANSWER_MS,
      protocolVersion: config.protocol,
      will: { topic: will.topic, payload: Buffer.from(will.payload), qos: 1, retain: true },
      ...(identity.username !== undefined && { username: identity.username }),
      ...(identity.password !== undefined && { password: identity.password }),
    });
    this.client = client;
    this.unconfirmed = 0;
    client.on('connect', () => this.guarded(() => this.subscribe(client)));
    client.on('message', (topic, payload, packet) => {
      if (this.client === client) this.guarded(() => this.handlers.message(topic, payload, packet.retain));
    });
    client.on('error', (error) => this.lost(client, error));
    client.on('disconnect', () => this.lost(client, new Error('the broker sent DISCONNECT')));
    client.on('close', () => this.lost(client, new Error('connection closed')));
  }

  private subscribe(client: MqttClient): void {
    this.expectWithin(ANSWER_MS, client, 'no SUBACK');
    client.subscribe([...this.options.topics], { qos: 1 }, (error, granted) => {
      if (this.client !== client) return;
      clearTimeout(this.deadline);
      if (error) return this.lost(client, error);
      if (granted?.some(({ qos }) => qos > 2)) return this.lost(client, new Error('subscription refused'));
      this.upSince = performance.now();
      this.logger.info({ broker: this.options.config.broker }, 'broker connected');
      this.guarded(() => this.handlers.up());
    });
  }

  private lost(client: MqttClient, error: Error): void {
    if (this.client !== client) return;
    this.client = null;
    const { upSince } = this;
    this.upSince = null;
    clearTimeout(this.deadline);
    destroy(client);
    if (upSince !== null) {
      if (performance.now() - upSince >= STABLE_MS) this.attempts = 0;
      this.guarded(() => this.handlers.down());
    }
    this.failed(error);
  }

  private failed(error: unknown): void {
    if (!this.running || !this.reachable) return;
    this.attempts += 1;
    const delay = backoffDelay(this.attempts, Math.random(), this.options.backoff ?? BACKOFF);
    const message = error instanceof Error ? error.message : String(error);
    this.logger.warn(
      { broker: this.options.config.broker, error: message, attempt: this.attempts, delay },
      'no connection to the broker',
    );
    this.connectIn(delay);
  }

  private expectWithin(ms: number, client: MqttClient, otherwise: string): void {
    clearTimeout(this.deadline);
    this.deadline = setTimeout(() => this.lost(client, new Error(otherwise)), ms).unref();
  }

  private guarded(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.logger.error(
        { error: error instanceof Error ? (error.stack ?? error.message) : String(error) },
        'operator link failed',
      );
    }
  }
}

/** Ends at once. Errors that still come are swallowed: the listeners know that this client is gone. */
function destroy(client: MqttClient): void {
  client.end(true);
  client.stream.destroy();
}

async function within(ms: number, work: (done: () => void) => void): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms);
    work(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
