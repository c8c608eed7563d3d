import { mkdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { textOf, type Log } from './log';
import type { Message, Notices } from './notices';

/** A picture of a QR text: alphanumeric, version 2, error correction M (up to 38 characters; a code has 30). */
export async function qrPicture(text: string): Promise<Buffer> {
  // Loaded at the first message: the start should not wait for it.
  const { default: qrcode } = await import('qrcode');
  return qrcode.toBuffer([{ data: text, mode: 'alphanumeric' }], { version: 2, errorCorrectionLevel: 'M', scale: 8 });
}

export function asHtml(message: Message, picture: Buffer | null): string {
  const escape = (text: string): string => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
  const image = picture ? `<p><img alt="QR" src="data:image/png;base64,${picture.toString('base64')}"></p>` : '';
  return `<!doctype html><meta charset="utf-8"><title>${escape(message.subject)}</title>${image}<pre>${escape(message.text)}</pre>\n`;
}

/** Sends one message, or throws. */
export type Mailer = (message: Message, picture: Buffer | null) => Promise<void>;

/** @param url smtp://USER:PASSWORD@HOST:PORT or smtps:// */
export function smtpMailer(url: string, from: string): Mailer {
  return async (message, picture) => {
    const { createTransport } = await import('nodemailer');
    const transport = createTransport(url);
    try {
      await transport.sendMail({
        from,
        to: message.address,
        subject: message.subject,
        text: message.text,
        html: asHtml(message, picture),
        attachments: picture ? [{ filename: 'code.png', content: picture }] : [],
      });
    } finally {
      transport.close();
    }
  };
}

const RETRY_MS = 60_000;

/** Brings messages out: into files for everybody to look at, and by mail if there is a server. Failures are tried again. */
export class Outgoing {
  private timer: NodeJS.Timeout | null = null;
  private busy: Promise<void> = Promise.resolve();
  private running = false;

  constructor(
    private readonly folder: string,
    private readonly notices: Notices,
    private readonly mailer: Mailer | null,
    private readonly log: Log,
  ) {}

  start(): void {
    this.running = true;
    mkdirSync(this.folder, { recursive: true, mode: 0o700 });
    this.kick();
  }

  /** Settles when all that was there to be sent has been tried. */
  idle(): Promise<void> {
    return this.busy;
  }

  async stop(): Promise<void> {
    this.running = false;
    if (this.timer) clearTimeout(this.timer);
    await this.busy;
  }

  /** There may be something new. */
  kick(): void {
    if (!this.running) return;
    this.busy = this.busy
      .then(() => this.sendAll())
      .catch((error: unknown) => this.log.error('messages could not be sent', { reason: textOf(error) }));
  }

  private async sendAll(): Promise<void> {
    if (this.timer) clearTimeout(this.timer);
    const filed = await this.each('filed', (message) => this.file(message));
    const mailed = await this.mailAll();
    if (this.running && !(filed && mailed)) this.timer = setTimeout(() => this.kick(), RETRY_MS);
  }

  private async mailAll(): Promise<boolean> {
    const { mailer } = this;
    if (mailer !== null) return this.each('mailed', async (message) => mailer(message, await pictureOf(message)));
    this.notices.withoutMail();
    return true;
  }

  /** Answers false when something is left to be tried again. A message that fails does not hold up the others. */
  private async each(column: 'filed' | 'mailed', send: (message: Message) => Promise<void>): Promise<boolean> {
    let fine = true;
    for (const message of this.notices.due(column)) {
      if (!this.running) return true;
      try {
        await send(message);
        this.notices.settled(column, message.n);
      } catch (error) {
        fine = false;
        this.log.warn('a message could not be sent', { message: message.n, way: column, reason: textOf(error) });
      }
    }
    return fine;
  }

  private async file(message: Message): Promise<void> {
    const base = path.join(this.folder, `${String(message.n).padStart(4, '0')}-${message.kind}`);
    const picture = await pictureOf(message);
    const head = `To: ${message.address}\nDate: ${message.at}\nSubject: ${message.subject}\n\n`;
    await writeFile(`${base}.txt`, head + message.text, { mode: 0o600 });
    await writeFile(`${base}.html`, asHtml(message, picture), { mode: 0o600 });
    if (picture) await writeFile(`${base}.png`, picture, { mode: 0o600 });
  }
}

async function pictureOf(message: Message): Promise<Buffer | null> {
  return message.qr === null ? null : qrPicture(message.qr);
}
