import type net from 'node:net';
import fc from 'fast-check';
import mqttPacket, { type Packet } from 'mqtt-packet';
import { bytes, desired, pickup } from '../helpers/documents';
import { liar, polite, publish, write, type Answer, type Liar } from '../helpers/liar';
import { testLink, type TestLink } from '../helpers/link';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

let locker: TestLink | undefined;
let server: Liar | undefined;
afterEach(async () => {
  await locker?.stop();
  await server?.close();
  expect(locker?.faults).toEqual([]);
});

async function meet(answer: Answer, welcome?: (socket: net.Socket) => void): Promise<TestLink> {
  server = await liar(answer, welcome);
  locker = testLink(server.url);
  locker.link.start();
  return locker;
}
async function connections(count: number): Promise<void> {
  while ((server?.connections() ?? 0) < count) await turn();
}

test('a broker that hangs up at once is asked again', async () => {
  await meet(
    () => {},
    (socket) => socket.destroy(),
  );
  await connections(3);
});

test('one that speaks another language is asked again', async () => {
  await meet(
    () => {},
    (socket) => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n'),
  );
  await connections(3);
});

test('one that refuses the subscription is no connection', async () => {
  const { link } = await meet(({ cmd, messageId }, socket) => {
    if (cmd === 'connect') write(socket, { cmd: 'connack', returnCode: 0, sessionPresent: false });
    if (cmd === 'subscribe') write(socket, { cmd: 'suback', messageId: messageId ?? 0, granted: [128, 128, 128] });
  });
  await connections(3);
  expect(link.view().link).toBe('offline');
});

test('one that answers everything but the goodbye does not hold up the end', async () => {
  let silent = false;
  const own = await meet((packet, socket) => {
    if (!silent) polite(() => {})(packet, socket);
  });
  await own.until(() => own.link.view().link === 'online');
  silent = true;
  own.store.record({ type: 'tamper.alarm' });
  const started = performance.now();
  await own.link.stop();
  expect(performance.now() - started).toBeLessThan(1_000);
});

test('packets that only claim to be huge, topics nobody asked for and rubbish on every topic are survived', async () => {
  const own = await meet(
    polite((socket) => {
      for (const topic of ['desired', 'ack', 'cmd', 'other', '']) {
        for (const payload of [
          '',
          '{',
          'null',
          '[[[',
          '{"__proto__":{"id":1}}',
          Buffer.from([0xff, 0xfe]),
          '9'.repeat(100_000),
        ]) {
          write(socket, publish(topic, payload));
          write(socket, publish(topic, payload, { retain: true }));
        }
      }
      write(socket, publish('desired', '['.repeat(1_000_000)));
      write(socket, publish('desired', Buffer.alloc(2_000_000)));
      write(socket, publish('desired', bytes(desired({ grants: [pickup('g1', 'p1')] }))));
    }),
  );
  await own.until(() => own.link.view().rev === 1);
  expect(own.store.grants.get('g1')?.state).toBe('live');
  expect(own.asked).toEqual([]);
});

test('a packet that claims 256 MiB is not collected, and the next connection works', async () => {
  let first = true;
  const own = await meet(
    polite((socket) => {
      if (!first) return void write(socket, publish('desired', bytes(desired())));
      first = false;
      socket.write(Buffer.from([0x30, 0xff, 0xff, 0xff, 0x7f]));
      socket.write(Buffer.alloc(1_000_000), () => socket.destroy());
    }),
  );
  await own.until(() => own.link.view().rev === 1);
});

test('whatever bytes come after the handshake, the link takes them or comes back', async () => {
  const packets: Packet[] = [
    publish('desired', bytes(desired())),
    publish('cmd', bytes({ id: 'c1' }), { qos: 1, messageId: 5 }),
    publish('ack', '{}', { qos: 2, messageId: 6 }),
    { cmd: 'puback', messageId: 77 },
    { cmd: 'pubrec', messageId: 77 },
    { cmd: 'pubrel', messageId: 77 },
    { cmd: 'pubcomp', messageId: 77 },
    { cmd: 'suback', messageId: 77, granted: [1] },
    { cmd: 'unsuback', messageId: 77 } as Packet,
    { cmd: 'connack', returnCode: 0, sessionPresent: false },
    { cmd: 'pingreq' },
    { cmd: 'pingresp' },
    { cmd: 'disconnect' },
    { cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: 'a', qos: 0 }] },
  ];
  const damaged = fc
    .tuple(
      fc.constantFrom(...packets),
      fc.array(fc.tuple(fc.nat(60), fc.integer({ min: 0, max: 255 })), { maxLength: 4 }),
    )
    .map(([packet, bites]) => {
      const whole = Buffer.from(mqttPacket.generate(packet));
      for (const [at, value] of bites) if (at < whole.length) whole[at] = value;
      return whole;
    });
  const speeches = fc.sample(fc.array(damaged, { minLength: 1, maxLength: 6 }), { numRuns: 60, seed: 42 });
  let next = 0;
  const own = await meet(
    polite((socket) => {
      const speech = speeches[next];
      next += 1;
      if (speech) socket.end(Buffer.concat(speech));
    }),
  );
  await connections(speeches.length + 1);
  await own.until(() => own.link.view().link === 'online');
});

test('it speaks MQTT 5 where the site says so', async () => {
  let version: unknown;
  const greet = polite((socket) => write(socket, publish('desired', bytes(desired())), 5), 5);
  server = await liar((packet, socket) => {
    if (packet.cmd === 'connect') version = packet['protocolVersion'];
    greet(packet, socket);
  });
  locker = testLink(server.url, { protocol: 5 });
  locker.link.start();
  const own = locker;
  await own.until(() => own.link.view().rev === 1);
  expect(version).toBe(5);
});
