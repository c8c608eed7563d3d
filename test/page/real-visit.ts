import type { BrowserContextOptions } from 'playwright-core';
import { pinVerifier } from '../../firmware/access/codes';
import { Guests } from './guests';
import { RealLocker } from './real-locker';
import { Sight } from './sight';

/** The technician's. */
export const SERVICE_PIN = '246810';

/** A real locker and a browser before its page; one per test file. */
export class RealVisit extends Guests {
  readonly locker = new RealLocker();

  async start(): Promise<void> {
    await this.locker.start();
    await this.publish(1);
    await this.arrive();
  }

  /** One technician, Kim. @param rev of the document */
  publish(rev: number): Promise<void> {
    const pin = pinVerifier(this.locker.siteKey, SERVICE_PIN);
    return this.locker.publish(rev, { grants: [{ id: 'g-kim', rev: 1, kind: 'service', person: 'kim', pin }] });
  }

  async stop(): Promise<void> {
    await this.leave();
    await this.locker.remove();
  }

  /** The page in a browser of its own, open and live. */
  async open(options: BrowserContextOptions = {}): Promise<Sight> {
    const page = await (await this.stranger(options)).newPage();
    await page.goto((await this.locker.ok<{ page: string }>('POST', '/page')).page);
    const sight = new Sight(page);
    await sight.door('A1').waitFor();
    return sight;
  }
}

/** What the page asks before a door of a real locker opens. */
export async function confirm({ page }: Sight, pin: string): Promise<void> {
  const prompt = page.getByRole('dialog');
  await prompt.getByLabel('PIN', { exact: true }).fill(pin);
  await prompt.getByRole('button', { name: 'Confirm' }).click();
}
