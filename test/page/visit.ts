import type { BrowserContextOptions, Locator, Page } from 'playwright-core';
import { Demo } from '../e2e/demo';
import { Guests } from './guests';
import { Sight } from './sight';

/** A demo and a browser before it; one per test file. */
export class Visit extends Guests {
  readonly demo = new Demo();

  /** @param args switches of Chromium besides */
  async start(args: readonly string[] = []): Promise<void> {
    await this.demo.start();
    await this.arrive(args);
  }

  async stop(): Promise<void> {
    await this.leave();
    await this.demo.remove();
  }

  /** An address that works once, as `lockerctl page` prints it. */
  async address(): Promise<string> {
    return (await this.demo.ok<{ page: string }>('POST', '/page')).page;
  }

  /** The page in a browser of its own, open and live. */
  async open(options: BrowserContextOptions = {}): Promise<Desk> {
    const page = await (await this.stranger(options)).newPage();
    await page.goto(await this.address());
    const desk = this.deskAt(page);
    await desk.door('A1').waitFor();
    return desk;
  }

  deskAt(page: Page): Desk {
    return new Desk(page, this.demo);
  }
}

/** The simulated locker's page, and what somebody does there. */
export class Desk extends Sight {
  readonly display: Locator;
  readonly announce: Locator;
  readonly labels: Locator;
  readonly mails: Locator;

  constructor(
    page: Page,
    readonly demo: Demo,
  ) {
    super(page);
    this.display = page.getByRole('status', { name: /^(Display|Anzeige)$/ });
    this.announce = page.getByRole('button', { name: 'Announce', exact: true });
    this.labels = page.getByRole('button', { name: /^Scan this label/ });
    this.mails = page.getByRole('button', { name: /^Show this QR code to the scanner/ });
  }

  key(key: string): Locator {
    return this.page.getByRole('group', { name: 'Keypad' }).locator(`[data-key="${key}"]`);
  }

  /** Waits until the customer's display says it. */
  async reads(text: string | RegExp): Promise<void> {
    await this.display.filter({ hasText: text }).waitFor({ state: 'attached' });
  }

  /** Messages with a QR code. */
  private async sent(): Promise<{ qr: string | null }[]> {
    return (await this.demo.messages()).filter(({ qr }) => qr !== null);
  }

  /** A parcel announced and brought by the courier, by mouse; answers its compartment. */
  async deposit(size: string): Promise<string> {
    const before = (await this.sent()).length;
    await this.page.getByRole('combobox', { name: 'Size' }).selectOption(size);
    await this.announce.click();
    await this.button('Scan the badge: Courier').click();
    await this.reads('1=');
    await this.key('1').click();
    await this.labels.first().click();
    const id = await this.whichOpened();
    await this.openDoor.click();
    await this.reads('drin?');
    await this.key('#').click();
    // The page may still be behind with older ones: all that were sent, this one last.
    const all = await this.demo.until('the message', async () => {
      const { length } = await this.sent();
      return length > before && length;
    });
    await this.mails.nth(all - 1).waitFor();
    for (const star of ['*', '*']) await this.key(star).click();
    await this.demo.untilScreen('idle');
    return id;
  }
}
