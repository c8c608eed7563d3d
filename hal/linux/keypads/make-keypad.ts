import type { KeypadConfig } from '../../../config/linux/keypad';
import type { LineConfig } from '../../../config/linux/line';
import type { InputLine, OutputBank, PulseLines } from '../lines';
import { openAll } from '../open-all';
import type { DriverDeps } from '../reopen';
import type { KeypadDevice } from './keypad-device';
import { MatrixKeypad, type KeypadLines } from './matrix-keypad';
import { SerialKeypad } from './serial-keypad';
import { WiegandKeypad } from './wiegand-keypad';

/** How the lines of the site file are opened. */
export interface LineOpener {
  input(line: LineConfig): Promise<InputLine>;
  /** Outputs that change together. */
  bank(lines: readonly LineConfig[]): Promise<OutputBank>;
  /** Inputs with pulses too short to read. @throws HalError `config` where there are none */
  pulses(lines: readonly LineConfig[]): Promise<PulseLines>;
}

type Maker<Type extends KeypadConfig['type']> = (
  config: Extract<KeypadConfig, { type: Type }>,
  lines: LineOpener,
  deps: DriverDeps,
) => KeypadDevice;

/** The kinds of keypads by their name in the site file. */
const MAKERS: { readonly [Type in KeypadConfig['type']]: Maker<Type> } = {
  matrix: (config, lines, deps) => new MatrixKeypad(config, () => matrixLines(config, lines), deps),
  wiegand: (config, lines, deps) => new WiegandKeypad(config, () => lines.pulses([config.d0, config.d1]), deps),
  serial: (config, _lines, deps) => new SerialKeypad(config, deps),
};

export function makeKeypad(config: KeypadConfig, lines: LineOpener, deps: DriverDeps): KeypadDevice {
  return (MAKERS[config.type] as Maker<KeypadConfig['type']>)(config, lines, deps);
}

/** All or none. */
async function matrixLines(
  { rows, columns }: Extract<KeypadConfig, { type: 'matrix' }>,
  lines: LineOpener,
): Promise<KeypadLines> {
  const opened = await openAll(rows, (line) => lines.input(line));
  try {
    return { rows: opened, columns: await lines.bank(columns) };
  } catch (error) {
    for (const row of opened) await row.close();
    throw error;
  }
}
