import { chmodSync, copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { liar, polite, type Answer, type Liar } from '../helpers/liar';
import { testLink, type TestLink } from '../helpers/link';

const PEM = path.join(__dirname, '..', 'helpers', 'tls');
const cert = readFileSync(path.join(PEM, 'cert.pem'));
const key = readFileSync(path.join(PEM, 'key.pem'));
const secure = { cert, key, ca: cert, requestCert: true, rejectUnauthorized: true };
const files = { certFile: 'cert.pem', keyFile: 'key.pem' };

let locker: TestLink;
let server: Liar;
afterEach(async () => {
  await locker.stop();
  await server.close();
  expect(locker.faults).toEqual([]);
});

async function meet(sync: Record<string, unknown>, answer: Answer = polite(() => {})): Promise<void> {
  server = await liar(answer, () => {}, secure);
  locker = testLink(`mqtts://localhost:${server.port}`, sync);
  for (const name of ['cert.pem', 'key.pem']) {
    copyFileSync(path.join(PEM, name), path.join(locker.folder, name));
    chmodSync(path.join(locker.folder, name), 0o600);
  }
}
const online = () => locker.until(() => locker.link.view().link === 'online');
async function warned(text: string): Promise<void> {
  while (!locker.warnings.some((warning) => warning.includes(text)))
    await new Promise((resolve) => setImmediate(resolve));
}

test('with an authority and a certificate of its own the locker is let in', async () => {
  await meet({ ...files, caFile: 'cert.pem' });
  locker.link.start();
  await online();
});

test('a broker whose authority is not known is no broker', async () => {
  await meet(files);
  locker.link.start();
  await warned('self-signed certificate');
  expect(locker.link.view().link).toBe('offline');
});

test('files that are missing or open to others are named, and read again for the next attempt', async () => {
  let login: unknown;
  const greet = polite(() => {});
  await meet({ ...files, caFile: 'cert.pem', username: 'SIM-0001', passwordFile: 'password' }, (packet, socket) => {
    if (packet.cmd === 'connect') login = [packet['username'], String(packet['password'])];
    greet(packet, socket);
  });
  const password = path.join(locker.folder, 'password');
  locker.link.start();
  await warned('no such file');
  writeFileSync(password, 'secret\n', { mode: 0o644 });
  chmodSync(password, 0o644);
  await warned('chmod 600');
  chmodSync(password, 0o600);
  await online();
  expect(login).toEqual(['SIM-0001', 'secret']);
  expect(locker.warnings.join()).not.toContain('secret"');
});
