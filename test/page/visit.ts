import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { Demo } from '../e2e/demo';
import { launch } from './browser';

const DESK: BrowserContextOptions = { viewport: { width: 1280, height: 900 }, locale: 'en-GB', colorScheme: 'light' };

/** A wait that takes longer hangs, ms. The machine may be busy. */
const PATIENCE = 15_000;

/** A demo and a browser before it; one per test file. */
export class Visit {
  readonly demo = new Demo();
  /** What the browser complained about: exceptions, and what the page's own policy kept it from. */
  readonly complaints: string[] = [];
  private browser: Browser | null = null;

  /** @param args switches of Chromium besides */
  async start(args: readonly string[] = []): Promise<void> {
    await this.demo.start();
    this.browser = await launch(args);
  }

  async stop(): Promise<void> {
    await this.browser?.close();
    await this.demo.remove();
  }

  /** A browser with nothing kept, as a person's who comes for the first time. */
  async stranger(options: BrowserContextOptions = {}): Promise<BrowserContext> {
    if (this.browser === null) throw new Error('no browser: start() comes first');
    const context = await this.browser.newContext({ ...DESK, ...options });
    context.setDefaultTimeout(PATIENCE);
    context.on('page', (page) => {
      page.on('pageerror', ({ message }) => this.complaints.push(message));
      page.on('console', (line) => {
        // A locker whose power is off is no fault of the page.
        const unreachable = /net::ERR_|status of 40[13]/.test(line.text());
        if (line.type() === 'error' && !unreachable) this.complaints.push(line.text());
      });
    });
    return context;
  }

  /** An address that works once, as `lockerctl page` prints it. */
  async address(): Promise<string> {
    return (await this.demo.ok<{ page: string }>('POST', '/page')).page;
  }

  /** The page in a browser of its own, open and live. */
  async open(options: BrowserContextOptions = {}): Promise<Desk> {
    const page = await (await this.stranger(options)).newPage();
    await page.goto(await this.address());
    const desk = new Desk(page, this.demo);
    await desk.door('A1').waitFor();
    return desk;
  }
}

/** What somebody does at the page, by what is written on it. */
export class Desk {
  readonly display: Locator;
  readonly openDoor: Locator;
  readonly announce: Locator;
  readonly labels: Locator;
  readonly mails: Locator;

  constructor(
    readonly page: Page,
    readonly demo: Demo,
  ) {
    this.display = page.getByRole('status', { name: /^(Display|Anzeige)$/ });
    this.openDoor = page.locator('[data-compartment][data-door=open]');
    this.announce = page.getByRole('button', { name: 'Announce', exact: true });
    this.labels = page.getByRole('button', { name: /^Scan this label/ });
    this.mails = page.getByRole('button', { name: /^Show this QR code to the scanner/ });
  }

  door(id: string): Locator {
    return this.page.locator(`#door-${id}`);
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', typeof name === 'string' ? { name, exact: true } : { name });
  }

  key(key: string): Locator {
    return this.page.getByRole('group', { name: 'Keypad' }).locator(`[data-key="${key}"]`);
  }

  /** Waits until the customer's display says it. */
  async reads(text: string | RegExp): Promise<void> {
    await this.display.filter({ hasText: text }).waitFor({ state: 'attached' });
  }

  /** Waits until a compartment is in this state on the wall; a hand may have to act first. */
  async shows(id: string, state: string): Promise<void> {
    await this.page.locator(`#door-${id}[data-state="${state}"]`).waitFor();
  }

  async untilAllClosed(): Promise<void> {
    await this.openDoor.waitFor({ state: 'detached' });
  }

  /** Which door stands open, once one does. */
  async whichOpened(): Promise<string> {
    return (await this.openDoor.getAttribute('data-compartment')) ?? '';
  }

  /** Goes on with Tab until it has the focus, as somebody without a mouse. */
  async tabTo(target: Locator): Promise<void> {
    const focused = this.page.locator(':focus').and(target);
    for (let steps = 0; steps < 150; steps += 1) {
      if ((await focused.count()) > 0) return;
      await this.page.keyboard.press('Tab');
    }
    throw new Error(`Tab does not lead to ${target.toString()}`);
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
