import { randomUUID } from 'node:crypto';
import mqtt from 'mqtt';
import { textOf, type Log } from './log';

export type Uplink = 'events' | 'reported' | 'online';
export type Downlink = 'desired' | 'ack' | 'cmd';

export interface LinkOptions {
  /** mqtt://HOST:PORT, mqtts://HOST:PORT, with user and password in it if the broker asks for them. */
  readonly broker: string;
  readonly locker: string;
  readonly log: Log;
  /** The broker is there and has taken the subscriptions. */
  readonly onUp: () => void;
  readonly onDown: () => void;
  readonly onMessage: (topic: Uplink, payload: Buffer) => void;
}

const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 30_000;
const CONNECT_TIMEOUT_MS = 5_000;
const END_TIMEOUT_MS = 1_000;

/**
 * The way to one locker through a broker. Reconnects by itself, with full jitter: the client library's own way
 * is a fixed interval, and its offline queue has no limit.
 */
export class Link {
  private client: mqtt.MqttClient | null = null;
  private timer: NodeJS.Timeout | null = null;
  private failures = 0;
  private running = false;
  private up = false;

  constructor(private readonly options: LinkOptions) {}

  start(): void {
    this.running = true;
    this.connect();
  }

  async stop(): Promise<void> {
    this.running = false;
    if (this.timer) clearTimeout(this.timer);
    const { client } = this;
    this.client = null;
    this.up = false;
    if (!client) return;
    // A broker that does not answer any more must not hold up the end.
    const hurry = setTimeout(() => client.end(true), END_TIMEOUT_MS);
    await new Promise<void>((resolve) => {
      client.once('close', resolve);
      client.end(!client.connected, {}, () => resolve());
    });
    clearTimeout(hurry);
  }

  /** QoS 1, retained unless it is a command. Dropped while there is no connection: whoever comes up sends what holds then. */
  publish(topic: Downlink, body: object): void {
    if (!this.up || !this.client?.connected) return;
    this.client.publish(this.topic(topic), JSON.stringify(body), { qos: 1, retain: topic !== 'cmd' }, (error) => {
      if (error) this.options.log.warn('not published', { topic, reason: textOf(error) });
    });
  }

  private topic(name: Uplink | Downlink): string {
    return `lk/v1/${this.options.locker}/${name}`;
  }

  private connect(): void {
    const { broker, log } = this.options;
    const client = mqtt.connect(broker, {
      clientId: `backoffice-${randomUUID().slice(0, 8)}`,
      clean: true,
      reconnectPeriod: 0,
      connectTimeout: CONNECT_TIMEOUT_MS,
      keepalive: 15,
      resubscribe: false,
      queueQoSZero: false,
    });
    this.client = client;
    client.on('connect', () => this.subscribe(client));
    client.on('message', (topic, payload) => this.receive(topic, payload));
    // Only said once per outage: the first failure names the reason.
    client.on('error', (error) => {
      if (this.failures === 0) log.warn('broker', { reason: textOf(error) });
    });
    client.on('close', () => this.closed(client));
  }

  private subscribe(client: mqtt.MqttClient): void {
    const topics = (['events', 'reported', 'online'] as const).map((name) => this.topic(name));
    // Before the subscription is answered: retained messages may come ahead of the answer.
    this.up = true;
    client.subscribe(topics, { qos: 1 }, (error, granted) => {
      if (client !== this.client) return;
      const refused = granted?.find(({ qos }) => qos === 128);
      if (error || refused) {
        this.options.log.error('subscription refused', {
          reason: error ? textOf(error) : `${refused?.topic} not allowed`,
        });
        client.end(true);
        return;
      }
      this.failures = 0;
      this.guard(() => this.options.onUp());
    });
  }

  private receive(topic: string, payload: Buffer): void {
    const name = topic.slice(topic.lastIndexOf('/') + 1);
    if (name !== 'events' && name !== 'reported' && name !== 'online') return;
    this.guard(() => this.options.onMessage(name, payload));
  }

  /** An exception in the library's handlers would end the process, and the same message would end it again. */
  private guard(run: () => void): void {
    try {
      run();
    } catch (error) {
      this.options.log.error('a message could not be dealt with', { reason: textOf(error) });
    }
  }

  private closed(client: mqtt.MqttClient): void {
    if (client !== this.client) return;
    client.removeAllListeners();
    // What comes after this is of no interest, but an error without a listener would end the process.
    client.on('error', () => undefined);
    client.end(true);
    this.client = null;
    const wasUp = this.up;
    this.up = false;
    if (wasUp) this.guard(() => this.options.onDown());
    if (!this.running) return;
    const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** this.failures);
    this.failures = Math.min(this.failures + 1, 20);
    this.timer = setTimeout(() => this.connect(), wait / 2 + (Math.random() * wait) / 2);
  }
}
