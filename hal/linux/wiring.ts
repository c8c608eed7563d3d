import type { PulseConfig } from '../../config/linux/door';
import { keypadLines } from '../../config/linux/keypad';
import type { LineConfig } from '../../config/linux/line';
import type { LinuxHalConfig } from '../../config/linux/schema';
import type { BoardLine } from './gpio/backend';
import type { ExpanderSettings } from './mcp23017';
import type { ExpanderPin } from './mcp23017-registers';

/** A line of the site file, as what it is. */
export type LineRef =
  | { readonly on: 'board'; readonly line: BoardLine }
  | { readonly on: 'expander'; readonly expander: string; readonly pin: string; readonly activeLow: boolean };

export function lineRef(line: LineConfig, { gpio }: Pick<LinuxHalConfig, 'gpio'>): LineRef {
  const { bcm, chip, line: number, expander, pin, activeLow } = line;
  if (expander !== undefined && pin !== undefined) return { on: 'expander', expander, pin, activeLow };
  if (bcm !== undefined) {
    return { on: 'board', line: { name: `bcm ${bcm}`, chip: gpio.chip ?? null, line: bcm, activeLow } };
  }
  if (chip === undefined || number === undefined) throw new Error('the schema lets no such line through');
  return { on: 'board', line: { name: `${chip} line ${number}`, chip, line: number, activeLow } };
}

/** Each expander with the pins that something is wired to. */
export function expanderSettings(config: LinuxHalConfig): ExpanderSettings[] {
  const pins = new Map<string, ExpanderPin[]>(Object.keys(config.expanders).map((name) => [name, []]));
  for (const { line, direction } of linesOf(config)) {
    const ref = lineRef(line, config);
    if (ref.on === 'expander') pins.get(ref.expander)?.push({ pin: ref.pin, direction, activeLow: ref.activeLow });
  }
  return Object.entries(config.expanders).map(([name, { bus = config.buses.i2c, address, pollMs }]) => ({
    name,
    bus,
    address,
    pollMs,
    pins: pins.get(name) ?? [],
  }));
}

/** Every line that a device uses, without the expanders' own interrupt lines. */
export function linesOf(config: LinuxHalConfig): { line: LineConfig; direction: 'in' | 'out' }[] {
  const { doors, keypad, scanner, beeper, tamper } = config;
  return [
    ...Object.values(doors).flatMap(({ lock, contact }) => [
      ...(lock ? [{ line: lock, direction: 'out' as const }] : []),
      ...(contact ? [{ line: contact, direction: 'in' as const }] : []),
    ]),
    ...(keypad ? keypadLines(keypad) : []),
    ...(scanner?.presence ? [{ line: scanner.presence, direction: 'in' as const }] : []),
    ...(beeper ? [{ line: beeper.line, direction: 'out' as const }] : []),
    ...(tamper ? [{ line: tamper.line, direction: 'in' as const }] : []),
  ];
}

/** A door's own figures, and the site's where it has none. */
export function pulseOf(config: LinuxHalConfig, id: string): PulseConfig {
  const { lock, doors } = config;
  const { pulseMs, maxPulseMs, restMs, oneShot, supply } = doors[id] ?? {};
  return {
    pulseMs: pulseMs ?? lock.pulseMs,
    maxPulseMs: maxPulseMs ?? lock.maxPulseMs,
    restMs: restMs ?? lock.restMs,
    oneShot: oneShot ?? lock.oneShot,
    supply: supply ?? lock.supply,
  };
}
