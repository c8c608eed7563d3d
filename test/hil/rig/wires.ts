import { keypadLines } from '../../../config/linux/keypad';
import type { LineConfig } from '../../../config/linux/line';
import type { LinuxHalConfig } from '../../../config/linux/schema';
import { baseOf, control, level, log, makeChip, mark, now, pulses, type Pulse } from './bench';
import { hold, letGo, place, type, type Finger } from './keys';

/** The locker that the site file describes, built on the bench: its chips, doors, keypad, and hands at them. */

export const BOARD = 'pinctrl-bcm2711';
const BOARD_LINES = 58;
const KEYPAD_PULL_UP = 1;
/** A latch needs the current this long before it lets go; the door then swings. ms */
const LATCH_MS = 30;
const SWING_MS = 80;
/** How often is looked whether a coil is driven, ms. */
const WATCH_MS = 20;

export interface Spot {
  /** As the bench's log names it. */
  readonly where: string;
  readonly line: number;
  readonly activeLow: boolean;
}

export class Wires {
  private readonly jammed = new Set<string>();
  private readonly timers = new Set<NodeJS.Timeout>();
  private watcher: NodeJS.Timeout | null = null;

  constructor(readonly hal: LinuxHalConfig) {}

  /** Power is on, all doors are closed, no key is down. */
  build(): void {
    const { hal } = this;
    makeChip(BOARD, BOARD_LINES);
    for (const { chip } of this.lines()) if (chip !== undefined && chip !== BOARD) makeChip(chip, BOARD_LINES);
    for (const { address, interrupt } of Object.values(hal.expanders)) {
      for (let pin = 0; pin < 16; pin += 1) control(`pin ${address} ${pin} float`);
      control(`nack ${address} 0`, `plug ${address}`);
      if (interrupt) {
        const { where, line } = this.spot(interrupt);
        control(`int ${address} ${where} ${line}`);
      }
    }
    for (const device of [hal.display, hal.rtc]) {
      if (device) control(`nack ${device.address} 0`, `plug ${device.address}`);
    }
    this.keypad();
    for (const id of Object.keys(hal.doors)) this.door(id, 'closed');
    if (hal.tamper) this.input(hal.tamper.line, hal.tamper.alarmWhen !== 'active');
  }

  /** A chip that was pulled out is there again, its inputs as before: doors closed, cover on. */
  rewire(chip: string): void {
    makeChip(chip, BOARD_LINES);
    for (const [id, { contact }] of Object.entries(this.hal.doors)) if (contact?.chip === chip) this.door(id, 'closed');
    const { tamper } = this.hal;
    if (tamper?.line.chip === chip) this.input(tamper.line, tamper.alarmWhen !== 'active');
  }

  /** Rows have pull-ups; a key joins a row and a column. */
  keypad(): void {
    const { keypad } = this.hal;
    if (keypad?.type !== 'matrix') return;
    const columns = keypad.columns.map((line) => this.spot(line));
    const rows = keypad.rows.map((line) => this.spot(line));
    for (const { where, line } of rows) control(`pull ${where} ${line} ${KEYPAD_PULL_UP}`);
    control(`matrix ${columns[0]?.where ?? BOARD} ${columns.map(at).join(',')} ${rows.map(at).join(',')}`);
  }

  spot(line: LineConfig): Spot {
    const { bcm, chip, expander, pin, activeLow } = line;
    if (expander !== undefined && pin !== undefined) {
      const address = this.hal.expanders[expander]?.address ?? 0;
      return { where: `x${address.toString(16)}`, line: (pin[0] === 'B' ? 8 : 0) + Number(pin[1]), activeLow };
    }
    return { where: chip ?? this.hal.gpio.chip ?? BOARD, line: bcm ?? line.line ?? 0, activeLow };
  }

  /** Moves what is wired to an input. On an expander a contact to ground is closed or open. */
  input(line: LineConfig, active: boolean): void {
    const { where, line: number, activeLow } = this.spot(line);
    const high = active !== activeLow;
    if (line.expander === undefined) control(`pull ${where} ${number} ${high ? 1 : 0}`);
    else control(`pin ${this.address(line.expander)} ${number} ${high ? (activeLow ? 'float' : 'lift') : 'ground'}`);
  }

  address(expander: string): number {
    const found = this.hal.expanders[expander];
    if (found === undefined) throw new Error(`no expander ${expander}`);
    return found.address;
  }

  door(id: string, to: 'open' | 'closed'): void {
    const { contact, closedWhen = 'active' } = this.wired(id);
    if (contact !== undefined) this.input(contact, (closedWhen === 'active') === (to === 'closed'));
  }

  lock(id: string): Spot {
    const { lock } = this.wired(id);
    if (lock === undefined) throw new Error(`the lock of ${id} is on no line`);
    return this.spot(lock);
  }

  pulses(id: string, since = 1): Pulse[] {
    const { where, line, activeLow } = this.lock(id);
    return pulses(where, line, { since, active: activeLow ? 0 : 1 });
  }

  /** Is the coil driven just now? */
  driven(id: string): boolean {
    const { where, line, activeLow } = this.lock(id);
    const now = level(where, line);
    return now >= 0 && (now === 1) !== activeLow;
  }

  /** Doors spring open when their coil is driven, except those that jam. */
  start(): void {
    let seen = mark();
    const wired = Object.keys(this.hal.doors).filter((id) => this.wired(id).lock !== undefined);
    const locks = wired.map((id) => ({ id, ...this.lock(id) }));
    this.watcher = setInterval(() => {
      if (mark() === seen) return;
      for (const one of log(seen)) {
        seen = one.seq + 1;
        const hit = locks.find((lock) => lock.where === one.where && lock.line === one.line);
        if (hit === undefined || one.value !== (hit.activeLow ? 0 : 1) || this.jammed.has(hit.id)) continue;
        this.later(LATCH_MS + SWING_MS - (now() - one.at), () => this.door(hit.id, 'open'));
      }
    }, WATCH_MS);
  }

  jam(id: string): void {
    this.jammed.add(id);
  }

  loosen(id: string): void {
    this.jammed.delete(id);
  }

  stop(): void {
    if (this.watcher !== null) clearInterval(this.watcher);
    for (const timer of this.timers) clearTimeout(timer);
  }

  type(keys: string, finger?: Finger): Promise<void> {
    return type(this.layout(), keys, finger);
  }

  hold(key: string): void {
    hold(this.layout(), key);
  }

  letGo(key: string): void {
    letGo(this.layout(), key);
  }

  /** As the bench's log numbers the key. */
  keyLine(key: string): number {
    const { row, column } = place(this.layout(), key);
    return row * 16 + column;
  }

  /** The number that sysfs gives a line of the board. */
  sysfsNumber(line: LineConfig): number {
    const { where, line: number } = this.spot(line);
    return baseOf(where) + number;
  }

  private layout(): '4x3' | '4x4' {
    if (this.hal.keypad?.type !== 'matrix') throw new Error('the site has no key matrix');
    return this.hal.keypad.layout;
  }

  private wired(id: string): LinuxHalConfig['doors'][string] {
    const door = this.hal.doors[id];
    if (door === undefined) throw new Error(`no door ${id}`);
    return door;
  }

  private lines(): LineConfig[] {
    const { doors, keypad, beeper, tamper, expanders } = this.hal;
    return [
      ...Object.values(doors).flatMap(({ lock, contact }) => [lock ?? [], contact ?? []].flat()),
      ...(keypad ? keypadLines(keypad).map(({ line }) => line) : []),
      ...(beeper ? [beeper.line] : []),
      ...(tamper ? [tamper.line] : []),
      ...Object.values(expanders).flatMap(({ interrupt }) => interrupt ?? []),
    ];
  }

  private later(ms: number, run: () => void): void {
    const timer = setTimeout(
      () => {
        this.timers.delete(timer);
        run();
      },
      Math.max(0, ms),
    );
    this.timers.add(timer);
  }
}

function at({ line }: Spot): number {
  return line;
}
