import type { Locator, Page } from 'playwright-core';

/** More stops than any page has: by then Tab goes round in a ring. */
const MOST_STOPS = 150;

/** How the focus is seen: its outline, and whether it lies in the window. In the page's own words: it runs there. */
const FOCUS = `(() => {
  const at = document.activeElement;
  if (at === null || at === document.body) return null;
  const named = at.labels?.[0]?.querySelector('span')?.textContent || at.getAttribute('aria-label') || at.textContent || at.tagName;
  // The button that chooses a file shows the focus of the field within it.
  const shown = at.closest('.file') ?? at;
  const { outlineStyle, outlineWidth } = getComputedStyle(shown);
  const { top, bottom, left, right, width, height } = shown.getBoundingClientRect();
  return {
    name: named.trim().slice(0, 60),
    outlined: outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2,
    inWindow: width > 0 && height > 0 && bottom > 0 && right > 0 && top < innerHeight && left < innerWidth,
  };
})()`;

interface Focus {
  readonly name: string;
  readonly outlined: boolean;
  readonly inWindow: boolean;
}

/** The page of any locker, by what is written on it. */
export class Sight {
  readonly openDoor: Locator;

  constructor(readonly page: Page) {
    this.openDoor = page.locator('[data-compartment][data-door=open]');
  }

  door(id: string): Locator {
    return this.page.locator(`#door-${id}`);
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', typeof name === 'string' ? { name, exact: true } : { name });
  }

  /** A part with that heading. */
  part(name: string | RegExp): Locator {
    return this.page.getByRole('region', { name });
  }

  /** To another tab of the page. */
  async goTo(tab: string): Promise<void> {
    const link = this.page.getByRole('navigation').getByRole('link', { name: tab, exact: true });
    await link.click();
    await link.and(this.page.locator('[aria-current=page]')).waitFor();
  }

  /** Waits until it says of itself: `live`, or what is the matter. */
  async says(link: string | RegExp): Promise<void> {
    await this.page.getByRole('banner').getByRole('status').filter({ hasText: link }).waitFor({ timeout: 40_000 });
  }

  /** Waits until a compartment is in this state on the wall; a hand may have to act first. */
  async shows(id: string, state: string): Promise<void> {
    await this.page.locator(`#door-${id}[data-state="${state}"]`).waitFor();
  }

  /** Which door stands open, once one does. */
  async whichOpened(): Promise<string> {
    return (await this.openDoor.getAttribute('data-compartment')) ?? '';
  }

  /** What has the focus, and whether that is seen; null: nothing on the page. */
  focus(): Promise<Focus | null> {
    return this.page.evaluate<Focus | null>(FOCUS);
  }

  /** Goes on with Tab until it has the focus, as somebody without a mouse; answers how many stops that took. */
  async tabTo(target: Locator): Promise<number> {
    const focused = this.page.locator(':focus').and(target);
    const passed: (string | null)[] = [];
    while (passed.length < MOST_STOPS) {
      if ((await focused.count()) > 0) return passed.length;
      passed.push(await this.tab());
    }
    throw new Error(`Tab does not lead to ${target.toString()}, but to ${[...new Set(passed)].join(', ')}`);
  }

  /** Every stop of Tab from the top of the page until it leaves it. @throws when it never does: a trap */
  async stops(): Promise<string[]> {
    await this.page.evaluate("document.querySelector('.skip').focus()");
    const names: string[] = [];
    for (let name = (await this.focus())?.name ?? null; name !== null; name = await this.tab()) {
      names.push(name);
      if (names.length > MOST_STOPS) throw new Error(`Tab does not leave the page: ${names.slice(-5).join(', ')}`);
    }
    return names;
  }

  /** One stop on. @throws when nobody sees where that is */
  private async tab(): Promise<string | null> {
    await this.page.keyboard.press('Tab');
    const focus = await this.focus();
    if (focus !== null && !(focus.outlined && focus.inWindow))
      throw new Error(`nobody sees that ${focus.name} has the focus: ${JSON.stringify(focus)}`);
    return focus?.name ?? null;
  }
}
