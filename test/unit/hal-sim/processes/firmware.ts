import { createServer } from 'node:http';
import { createHal } from '../../../../hal/create-hal';
import { siteSchema } from '../../../../config/schema';

/**
 * The least that behaves like the firmware in a process of its own: a minute timer, a debounced contact, an
 * HTTP server with the power switch on every address given.
 */
async function main(): Promise<void> {
  const site = siteSchema.parse({
    locker: { id: 'SIM-0001', zone: 'Europe/Berlin' },
    hal: { driver: 'sim' },
    compartments: [{ id: 'A1', number: 1, size: 'S' }],
  });
  const { hal, time, onOrphaned } = await createHal(site.hal, site.compartments, { stateDir: '/nonexistent' });
  const log: string[] = [];
  const begin = time.monotonic();
  const note = (text: string) => log.push(`${text} @${Math.round(time.monotonic() - begin)}`);

  let minutes = 0;
  let cancel = time.after(60_000, minute);
  function minute(): void {
    minutes += 1;
    cancel = time.after(60_000, minute);
    if (minutes === 1)
      void hal.locks
        .get('A1')
        ?.release()
        .then(() => note('released'));
    void hal.display?.show([`${minutes} minutes`]);
  }
  const contact = hal.contacts.get('A1');
  contact?.onChange((reading) => {
    note(reading);
    // Asks back before it sets its timer: time must wait for the answer.
    void contact.read().then((again) => time.after(50, () => note(`debounced ${again}`)));
  });
  time.onStep(() => log.push(time.synchronized() ? 'step' : 'untrusted step'));

  const servers = process.argv.slice(2).map((address) => {
    const server = createServer((request) => {
      if (request.url === '/cut') void hal.sim?.powerCut?.(request.socket);
    });
    return server.listen(address);
  });
  const stop = async (): Promise<void> => {
    cancel();
    for (const server of servers) server.close();
    await hal.stop();
  };

  process.on('message', (message: { type?: unknown; request?: { method: string; path: string; body: unknown } }) => {
    switch (message.type) {
      case 'report':
        process.send?.({ type: 'report', minutes, log, wall: time.wall(), monotonic: time.monotonic() });
        break;
      case 'relay':
        void hal.sim?.relay?.(message.request ?? { method: '', path: '', body: null }).then(
          (reply) => process.send?.({ type: 'reply', reply }),
          (error: { code?: unknown }) => process.send?.({ type: 'reply', code: error.code }),
        );
        break;
      case 'stop':
        void stop();
        break;
      default:
    }
  });
  onOrphaned(() => void stop());
  await hal.start();
  const ports = servers.map((server) => {
    const address = server.address();
    return typeof address === 'object' ? address?.port : address;
  });
  process.send?.({ type: 'ready', ports });
}

void main();
