import type { SiteConfig } from '../../config/schema';
import type { Beep, Hal, Place, Unsubscribe } from '../../hal/ports';
import type { Staff } from '../access/access';
import type { Clock } from '../core/clock';
import { errorMessage } from '../core/error-facts';
import type { Logger } from '../core/logger';
import type { DoorNews } from '../doors/supervisor';
import type { Inputs } from '../parcels/reach';
import { leadsAudit } from './audit';
import type { Desk } from './desk';
import { afterFailure, newTerminal, nextTick, terminalStep } from './machine';
import { languagesOf } from './language';
import { placesOf } from './places';
import { pages, render, type View } from './render';
import { complaintsOf, selftest } from './selftest';
import { staffOf } from './session';
import type { ScreenName, TerminalInput, TerminalRules, TerminalState } from './state';

/** The display of the terminal as it is specified; a locker without one still has these lines on its page. */
const DISPLAY = { columns: 20, rows: 4 };

/** What does not fit on a display at once is shown in turn, ms. */
const PAGE_MS = 2_000;

/** Where a scan may come next without a key before it. */
const SCAN_NEXT: ReadonlySet<string> = new Set<ScreenName>(['refused', 'deposit-label', 'locked-out']);

export function terminalRules(site: SiteConfig): TerminalRules {
  return {
    pinLength: site.codes.pinLength,
    offlinePins: site.codes.offlinePins,
    entryMs: site.timeouts.entrySeconds * 1000,
    sessionMs: site.timeouts.sessionSeconds * 1000,
    messageMs: site.timeouts.messageSeconds * 1000,
    closedMs: site.timeouts.closedSeconds * 1000,
  };
}

/** How a PIN may be entered. */
export interface PinEntry {
  mode(): 'locker-wide' | 'compartment-first' | 'closed';
  /** Local time when PIN entry opens again, up to 12 characters; null while it is open. */
  opensAt(language: SiteConfig['locker']['language']): string | null;
}

export interface TerminalView {
  readonly screen: string;
  readonly lines: readonly string[];
  readonly language: string;
}

/** Runs the dialogue: keys, scans, doors and time go in; wishes go to the desk, lines to the display. */
export class Terminal {
  private state: TerminalState;
  private stops: Unsubscribe[] = [];
  private cancelTick: Unsubscribe = () => undefined;
  private readonly rules: TerminalRules;
  private readonly places: ReadonlyMap<number, Place>;
  /** What stands on the doors. */
  private readonly numbers: ReadonlyMap<string, number>;
  private shown = '';
  /** Which of a screen's pages is shown; from the first again with each change. */
  private page = 0;
  private read = '';
  private cancelPage: Unsubscribe = () => undefined;
  /** The sound that plays, and how many there were. */
  private sounding: Promise<void> = Promise.resolve();
  private sounds = 0;
  private showing: NodeJS.Immediate | null = null;
  /** Whose session was told to have begun and not yet to have ended. */
  private session: Staff | null = null;

  constructor(
    private readonly hal: Hal,
    private readonly desk: Desk,
    private readonly clock: Clock,
    site: SiteConfig,
    private readonly pinEntry: PinEntry,
    private readonly logger: Logger,
    private readonly changed: () => void,
  ) {
    const [language, ...others] = languagesOf(site.locker);
    this.state = newTerminal(language ?? site.locker.language, others);
    this.rules = terminalRules(site);
    this.places = placesOf(site);
    this.numbers = new Map(site.compartments.map(({ id, number }) => [id, number]));
  }

  start(): void {
    this.stops = [
      this.hal.keypad?.onKey((key) => this.input({ type: 'key', key })) ?? (() => undefined),
      this.hal.scanner?.onCode((text) => this.input({ type: 'scan', text })) ?? (() => undefined),
    ];
    this.pinEntryChanged();
    this.show();
  }

  stop(): void {
    for (const stop of this.stops) stop();
    this.stops = [];
    this.cancelTick();
    this.cancelPage();
    if (this.showing) clearImmediate(this.showing);
    this.showing = null;
  }

  /** Shows everything again: the display has come back. */
  refresh(): void {
    this.shown = '';
    this.show();
  }

  /** PIN entry has closed or opened. */
  pinEntryChanged(): void {
    this.input(this.pinEntryNow());
  }

  /** A keypad or scanner has gone or come back. */
  inputsChanged(inputs: Inputs): void {
    this.input({ type: 'inputs', inputs });
  }

  door(news: DoorNews): void {
    const opening = news.opening.id;
    switch (news.type) {
      case 'opened':
        return this.input({ type: 'door-opened', opening });
      case 'closed':
        return this.input({
          type: 'door-closed',
          opening,
          early: news.early,
          canReopen: this.desk.canReopen(news.opening),
        });
      case 'reminder':
        return this.input({ type: 'door-reminder', opening });
      case 'left-open':
        return this.input({ type: 'door-left-open', opening });
      case 'contact-lost':
      case 'contact-back':
        return this.input({ type: news.type, opening });
      case 'found-open':
        return this.input({ type: 'found-open', door: this.desk.door(news.opening) });
      case 'came-late': {
        const { purpose } = news.opening;
        return this.input({
          type: 'came-late',
          door: this.desk.door(news.opening),
          whose: purpose === 'pickup' || purpose === 'reopen' ? 'customer' : 'staff',
          reopened: purpose === 'reopen',
        });
      }
      case 'jammed':
        return this.input({
          type: 'door-jammed',
          opening,
          reference: news.reference,
          standsOpen: news.cause === 'not-closed',
          ...(!this.desk.opensAgain(news.opening) && { codeEnded: true }),
        });
    }
  }

  /** Looks only: it is {@link Terminal.show} that turns the pages over. */
  view(): TerminalView {
    const page = JSON.stringify(this.allPages()) === this.read ? this.page : 0;
    const lines = render(this.state, this.viewOf(true, page), this.hal.display ?? DISPLAY);
    return { screen: this.state.at.screen, lines, language: this.state.language };
  }

  /** Is somebody being led from compartment to compartment here? */
  leadsAudit(): boolean {
    return leadsAudit(this.state.at);
  }

  private input(input: TerminalInput): void {
    const before = this.state;
    try {
      this.run(input);
    } catch (error) {
      this.logger.error({ error: errorMessage(error), screen: before.at.screen }, 'step failed');
      this.state = afterFailure(before, this.session, this.clock.monotonic(), this.rules);
      this.sessionFailed();
    }
    this.plan();
    this.showSoon();
    if (input.type === 'key' || (this.state.at.screen !== before.at.screen && SCAN_NEXT.has(this.state.at.screen))) {
      this.hal.scanner?.wake?.();
    }
    this.changed();
  }

  /** It ended with the step that failed; where the store fails for good, that can't be told either. */
  private sessionFailed(): void {
    const by = this.session;
    if (by === null || staffOf(this.state.at) !== null) return;
    this.session = null;
    try {
      this.desk.perform({ do: 'end-session', by, cause: 'fault' });
    } catch (error) {
      this.logger.error({ error: errorMessage(error) }, 'the end of a session was not recorded');
    }
  }

  private run(input: TerminalInput): void {
    const queue: TerminalInput[] = [input];
    for (let next = queue.shift(); next; next = queue.shift()) {
      const { state, effects } = terminalStep(this.state, next, this.clock.monotonic(), this.rules);
      this.state = state;
      for (const effect of effects) {
        if (effect.do === 'beep') {
          this.beep(effect.sound);
          continue;
        }
        if (effect.do === 'tell-place') {
          this.tellPlace(effect.number);
          continue;
        }
        if (effect.do === 'selftest') {
          const { staff } = effect;
          const refused = this.desk.perform({ do: 'check-badge', staff });
          if (refused) queue.push(refused);
          else this.selftest(staff);
          continue;
        }
        const reply = this.desk.perform(effect);
        if (effect.do === 'end-session') this.session = null;
        if (reply?.type === 'staff') this.session = reply.staff;
        // Any guess may have been the last one of its kind.
        if (effect.do === 'redeem-pin') queue.push(this.pinEntryNow());
        if (reply) queue.push(reply);
      }
    }
  }

  private selftest(by: Staff): void {
    void selftest(this.hal).then((reports) => {
      const complaints = complaintsOf(reports, this.numbers);
      this.input({ type: 'selftest', reports, complaints, by });
    });
  }

  private pinEntryNow(): TerminalInput {
    const mode = this.pinEntry.mode();
    return { type: 'pin-entry', closed: mode === 'closed', compartmentFirst: mode === 'compartment-first' };
  }

  private plan(): void {
    this.cancelTick();
    const now = this.clock.monotonic();
    const at = nextTick(this.state, now);
    this.cancelTick =
      at === null ? () => undefined : this.clock.after(Math.max(0, at - now), () => this.input({ type: 'tick' }));
  }

  private viewOf(masked: boolean, page: number): View {
    const { offlinePins = false } = this.rules;
    return {
      offlinePins,
      now: this.clock.monotonic(),
      pinOpensAt: this.pinEntry.opensAt(this.state.language),
      masked,
      page,
    };
  }

  /** Not at once: whoever typed the last digit has a door to open first. */
  private showSoon(): void {
    this.showing ??= setImmediate(() => {
      this.showing = null;
      this.show();
    });
  }

  /** Every page of what is to be read. */
  private allPages(): readonly (readonly string[])[] {
    return pages(this.state, this.viewOf(false, 0), this.hal.display ?? DISPLAY);
  }

  /** Whatever is new is read from its first page on; then the others follow. */
  private turnOver(): void {
    const all = this.allPages();
    const text = JSON.stringify(all);
    if (text === this.read) return;
    this.read = text;
    this.page = 0;
    this.cancelPage();
    if (all.length > 1) this.cancelPage = this.clock.every(PAGE_MS, () => this.nextPage());
  }

  private nextPage(): void {
    this.page += 1;
    this.show();
    this.changed();
  }

  private show(): void {
    this.turnOver();
    const lines = render(this.state, this.viewOf(false, this.page), this.hal.display ?? DISPLAY);
    const text = lines.join('\n');
    if (text === this.shown) return;
    this.shown = text;
    this.hal.display?.show(lines).catch((error: Error) => {
      // Shown again with the next change; the HAL reports the loss itself.
      this.shown = '';
      this.logger.debug({ error: error.message }, 'display did not take the text');
    });
  }

  private beep(sound: Beep): void {
    this.sounds += 1;
    const played = this.hal.beeper?.beep(sound) ?? Promise.resolve();
    this.sounding = played.catch((error: Error) => this.logger.debug({ error: error.message }, 'no beep'));
  }

  /** After the sound before it: a door may be quicker than the trill that announces it. */
  private tellPlace(number: number): void {
    const place = this.places.get(number);
    const { sounds } = this;
    if (place === undefined) return;
    void this.sounding.then(() => {
      if (sounds === this.sounds) this.beep(place);
    });
  }
}
