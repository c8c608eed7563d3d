import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import { createLog } from '../../../scripts/backoffice/log';
import { asHtml, Outgoing, qrPicture, smtpMailer, type Mailer } from '../../../scripts/backoffice/outgoing';
import type { Message } from '../../../scripts/backoffice/notices';
import { Rig, turns } from './rig';

const message: Message = {
  n: 1,
  at: '2026-11-21T10:00:00.000Z',
  address: 'ada@example.org',
  parcel: 'p1',
  kind: 'pickup',
  subject: 'Ihr Paket',
  text: 'PIN: 123456 <&>\n',
  pin: '123456',
  qr: 'LK1-01ARZ3NDEKTSV4RRFFQ69G5FAV',
};

test('a QR text becomes a picture of version 2', async () => {
  const png = await qrPicture(message.qr!);
  expect(png.subarray(1, 4).toString()).toBe('PNG');
  // 25 modules and a margin of 4 on both sides, 8 pixels each.
  expect(png.readUInt32BE(16)).toBe((25 + 2 * 4) * 8);
});

test('a text can not become markup', () => {
  expect(asHtml(message, null)).toContain('<pre>PIN: 123456 &#60;&#38;&#62;\n</pre>');
});

describe('with an office', () => {
  let rig: Rig;
  const log = createLog(() => undefined);
  beforeEach(async () => {
    rig = new Rig();
    for (const n of [1, 2]) {
      await rig.events(rig.locker.event('parcel.deposited', { parcel: `x${n}`, label: null, compartment: 'A1' }));
    }
    await turns();
  });
  afterEach(() => rig.dispose());

  async function run(mailer: Mailer | null): Promise<string[]> {
    const folder = path.join(rig.folder, 'messages');
    const outgoing = new Outgoing(folder, rig.office.books.notices, mailer, log);
    outgoing.start();
    await outgoing.idle();
    await outgoing.stop();
    return readdirSync(folder).sort();
  }

  test('each message is filed with its picture', async () => {
    const files = ['0001-pickup', '0002-pickup'].flatMap((name) =>
      ['html', 'png', 'txt'].map((type) => `${name}.${type}`),
    );
    expect(await run(null)).toEqual(files);
    const text = readFileSync(path.join(rig.folder, 'messages', '0001-pickup.txt'), 'utf8');
    expect(text).toContain(rig.office.messages()[0]!.pin);
  });

  test('mail that fails is tried again, and does not hold up the others', async () => {
    const tried: number[] = [];
    const refuse: Mailer = async ({ n }) => {
      tried.push(n);
      if (n === 1 && tried.length === 1) throw new Error('451 not now');
    };
    await run(refuse);
    expect(tried).toEqual([1, 2]);
    await run(refuse);
    expect(tried).toEqual([1, 2, 1]);
  });

  test('what was sent before there was a mail server is not sent by mail later', async () => {
    await run(null);
    const tried: number[] = [];
    await run(async ({ n }) => void tried.push(n));
    expect(tried).toEqual([]);
  });
});

test('mail goes out by SMTP', async () => {
  const lines: string[] = [];
  let inData = false;
  const server = createServer((socket) => {
    socket.write('220 test\r\n');
    socket.on('data', (chunk) => {
      for (const line of chunk
        .toString()
        .split('\r\n')
        .filter((text) => text !== '')) {
        lines.push(line);
        if (line === 'DATA') inData = true;
        if (inData && line !== '.' && line !== 'DATA') continue;
        socket.write(line === 'DATA' ? '354 go on\r\n' : line === 'QUIT' ? '221 bye\r\n' : '250 fine\r\n');
        if (line === '.') inData = false;
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await smtpMailer(`smtp://127.0.0.1:${port}?ignoreTLS=true`, 'locker@example.org')(
    message,
    await qrPicture(message.qr!),
  );
  server.close();
  expect(lines).toContain('RCPT TO:<ada@example.org>');
  expect(lines).toContain('Subject: Ihr Paket');
  expect(lines.some((line) => line.startsWith('Content-Type: image/png'))).toBe(true);
});
