import { existsSync } from 'node:fs';
import type { LineConfig } from '../../config/linux/line';
import type { LinuxHalConfig } from '../../config/linux/schema';
import type { HalSetup } from '../create-hal';
import { HalError } from '../errors';
import { silent, type HalLogger } from '../log';
import type { TimeSource } from '../ports';
import { Signal } from '../signal';
import type { GpioBackend } from './gpio/backend';
import { GuardProcess, guardProgram, type PulseGuard } from './guard/client';
import type { CameraSettings } from './camera';
import { LinuxI2cBus, loadI2c } from './i2c/bus';
import type { I2cBus } from './lines';
import { LinuxHal } from './linux-hal';
import type { OpenSerial } from './lock-boards/make-bus';
import type { HelpedClock } from './rtc-keeper';
import { openSerialPort } from './serial-port';
import { expanderSettings, lineRef, linesOf, pulseOf } from './wiring';

/** What the drivers stand on; tests bring their own. */
export interface LinuxDeps {
  readonly time: TimeSource;
  readonly logger?: HalLogger;
  /** The system's clock, where a clock chip may help it. */
  readonly clock?: HelpedClock & { start(): Promise<void>; stop(): void };
  readonly gpio?: GpioBackend;
  readonly bus?: (number: number) => I2cBus;
  readonly guard?: PulseGuard;
  readonly camera?: CameraSettings;
  /** How serial ports are opened. */
  readonly serial?: OpenSerial;
  /** The guard's program; the one beside this program's bundle. */
  readonly guardProgram?: string;
}

/**
 * The drivers that the site file names, not yet opened: `hal.start()` does that. Packages with compiled parts
 * are loaded only where a device needs them.
 * @throws HalError `config` when this installation lacks one of them
 */
export async function createLinuxHal(
  config: LinuxHalConfig,
  compartments: readonly string[],
  deps: LinuxDeps,
): Promise<HalSetup> {
  const { time, logger = silent } = deps;
  const gpio = usesBoard(config) ? (deps.gpio ?? (await openBackend(config, time, logger))) : null;
  const numbers = busNumbers(config);
  const makeBus = numbers.length === 0 ? null : (deps.bus ?? (await busMaker()));
  const buses = new Map(makeBus === null ? [] : numbers.map((number) => [number, makeBus(number)]));
  const guard = deps.guard ?? createGuard(config, compartments, deps);
  const hal = new LinuxHal({
    config,
    compartments,
    time,
    logger,
    gpio,
    buses,
    guard,
    clock: deps.clock ?? null,
    camera: deps.camera ?? null,
    serial: deps.serial ?? openSerialPort,
  });
  return { hal, time, onOrphaned: new Signal<void>().listen };
}

async function openBackend(config: LinuxHalConfig, time: TimeSource, logger: HalLogger): Promise<GpioBackend> {
  if (config.gpio.backend === 'chardev') {
    const { openChardev } = await import('./gpio/chardev');
    return openChardev({ time, logger });
  }
  const { loadOnoff, SysfsGpio } = await import('./gpio/sysfs');
  return new SysfsGpio(await loadOnoff(), { time, logger });
}

async function busMaker(): Promise<(number: number) => I2cBus> {
  const module = await loadI2c();
  return (number) => new LinuxI2cBus(number, module);
}

function createGuard(
  config: LinuxHalConfig,
  compartments: readonly string[],
  { time, logger = silent, guardProgram: program = guardProgram() }: LinuxDeps,
): PulseGuard | null {
  // Lines of the character device belong to processes of their own, which end the pulse.
  const byProcess = (line: LineConfig): boolean =>
    config.gpio.backend === 'sysfs' || lineRef(line, config).on === 'expander';
  const needed = compartments.some((id) => {
    const door = config.doors[id];
    return door?.lock !== undefined && !pulseOf(config, id).oneShot && byProcess(door.lock);
  });
  if (!needed) return null;
  if (!existsSync(program)) {
    throw new HalError('config', 'hal', `${program} is missing: it guards the locks' pulses (npm run build makes it)`);
  }
  return new GuardProcess(time, logger, program);
}

function usesBoard(config: LinuxHalConfig): boolean {
  const interrupts = Object.values(config.expanders).flatMap(({ interrupt }) => interrupt ?? []);
  return [...linesOf(config).map(({ line }) => line), ...interrupts].some(
    (line) => lineRef(line, config).on === 'board',
  );
}

function busNumbers(config: LinuxHalConfig): number[] {
  const fallback = config.buses.i2c;
  const { display, rtc } = config;
  return [
    ...new Set([
      ...expanderSettings(config).map(({ bus }) => bus),
      ...(display ? [display.bus ?? fallback] : []),
      ...(rtc ? [rtc.bus ?? fallback] : []),
    ]),
  ];
}
