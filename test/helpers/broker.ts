import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import mqtt, { type IClientPublishOptions, type MqttClient } from 'mqtt';
import { bytes } from './documents';
import { LOCKER } from './store';

/** aedes is an ES module only, which Jest can't load: it runs as what it is, a process of its own. */
const PROGRAM = `
  const { Aedes } = await import('aedes');
  const aedes = await Aedes.createBroker();
  let refusing = false;
  aedes.authenticate = (client, username, password, done) =>
    refusing ? done(Object.assign(new Error('refused'), { returnCode: 5 }), false) : done(null, true);
  process.on('message', (message) => { refusing = message.refusing; process.send({ refusing }); });
  process.on('disconnect', () => process.exit());
  const server = (await import('node:net')).createServer(aedes.handle);
  server.listen(Number(process.argv[1]), '127.0.0.1', () => process.send({ port: server.address().port }));
`;

export interface TestBroker {
  readonly url: string;
  /** As a power cut of its machine: nothing retained survives. */
  kill(): Promise<void>;
  /** Again on the same port. */
  restart(): Promise<void>;
  /** Refuses whoever connects from now on. */
  refuse(refusing: boolean): Promise<void>;
}

export async function testBroker(): Promise<TestBroker> {
  let port = 0;
  let child: ChildProcess;
  async function start(): Promise<void> {
    const args = ['--input-type=module', '-e', PROGRAM, String(port)];
    child = spawn(process.execPath, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    const [message] = (await once(child, 'message')) as [{ port: number }];
    port = message.port;
  }
  await start();
  return {
    get url() {
      return `mqtt://127.0.0.1:${port}`;
    },
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    },
    restart: start,
    async refuse(refusing) {
      const told = once(child, 'message');
      child.send({ refusing });
      await told;
    },
  };
}

interface Message {
  readonly topic: string;
  readonly text: string;
}

/** Somebody at the operator's end who sees everything that is published and can say anything. */
export class Listener {
  private readonly seen: Message[] = [];
  private waiting: (() => void)[] = [];
  private constructor(private readonly client: MqttClient) {
    client.on('error', () => {});
    client.on('message', (topic, payload, packet) => {
      // What an earlier locker left behind is none of our business.
      if (packet.retain) return;
      this.seen.push({ topic: topic.split('/').slice(3).join('/'), text: payload.toString() });
      for (const wake of this.waiting.splice(0)) wake();
    });
  }

  static async at(url: string): Promise<Listener> {
    const client = await mqtt.connectAsync(url, { reconnectPeriod: 20 });
    const listener = new Listener(client);
    await client.subscribeAsync(`lk/v1/${LOCKER}/#`, { qos: 1 });
    return listener;
  }

  /** Says it on one of the locker's topics. Whatever was heard before counts no more. */
  async say(topic: string, payload: unknown, options: IClientPublishOptions = {}): Promise<void> {
    this.seen.length = 0;
    const body = Buffer.isBuffer(payload) ? payload : bytes(payload);
    await this.client.publishAsync(`lk/v1/${LOCKER}/${topic}`, body, { qos: 1, ...options });
  }

  /** The first message on a topic, heard or still to come, that fits; the test's time limit is the limit. */
  async hears<T = unknown>(topic: string, fits: (value: T) => boolean = () => true): Promise<T> {
    for (;;) {
      for (const message of this.seen) {
        if (message.topic !== topic) continue;
        const value = JSON.parse(message.text) as T;
        if (fits(value)) return value;
      }
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
  }

  heard(topic: string): unknown[] {
    return this.seen.filter((message) => message.topic === topic).map((message) => JSON.parse(message.text) as unknown);
  }

  async leave(): Promise<void> {
    await this.client.endAsync(true);
  }
}
