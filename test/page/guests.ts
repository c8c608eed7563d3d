import type { Browser, BrowserContext, BrowserContextOptions } from 'playwright-core';
import { launch } from './browser';

const SEAT: BrowserContextOptions = { viewport: { width: 1280, height: 900 }, locale: 'en-GB', colorScheme: 'light' };

/** A wait that takes longer hangs, ms. The machine may be busy. */
const PATIENCE = 15_000;

/** A browser, and people who come with nothing kept. */
export class Guests {
  /** What the browser complained about: exceptions, and what the page's own policy kept it from. */
  readonly complaints: string[] = [];
  private browser: Browser | null = null;

  /** @param args switches of Chromium besides */
  async arrive(args: readonly string[] = []): Promise<void> {
    this.browser = await launch(args);
  }

  async leave(): Promise<void> {
    await this.browser?.close();
  }

  /** A browser with nothing kept, as a person's who comes for the first time. */
  async stranger(options: BrowserContextOptions = {}): Promise<BrowserContext> {
    if (this.browser === null) throw new Error('no browser: arrive() comes first');
    const context = await this.browser.newContext({ ...SEAT, ...options });
    context.setDefaultTimeout(PATIENCE);
    context.on('page', (page) => {
      page.on('pageerror', ({ message }) => this.complaints.push(message));
      page.on('console', (line) => {
        // A locker that is off, and what it refuses, are no faults of the page.
        const refused = /net::ERR_|status of 4(01|03|09)/.test(line.text());
        if (line.type() === 'error' && !refused) this.complaints.push(line.text());
      });
    });
    return context;
  }
}
