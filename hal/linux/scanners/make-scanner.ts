import type { LineConfig } from '../../../config/linux/line';
import type { ScannerConfig } from '../../../config/linux/scanner';
import type { InputLine } from '../lines';
import type { DriverDeps } from '../reopen';
import type { SerialPort } from '../serial-port';
import { writeZone, ZONE } from './grow-frames';
import { openGrow } from './grow-port';
import { matchNewland, newlandTrigger } from './newland-frames';
import { PresenceSensor } from './presence';
import { ReplyingPort } from './replying-port';
import { SerialScanner, type ScannerKind } from './serial-scanner';

/** The makes of scanners by their name in the site file: a new one is a line here and one in its schema. */
const KINDS: Readonly<Record<ScannerConfig['type'], ScannerKind>> = {
  /** Any scanner that sends what it reads. */
  generic: { title: 'scanner' },
  grow: {
    title: 'Grow scanner',
    prepare: openGrow,
    trigger: { start: writeZone(ZONE.trigger, 1), stop: writeZone(ZONE.trigger, 0) },
  },
  /** Honeywell user guides (Xenon, Vuquest, Youjie), "Trigger commands": SYN T CR and SYN U CR; no reply. */
  honeywell: {
    title: 'Honeywell scanner',
    trigger: { start: Buffer.from('\x16T\r', 'latin1'), stop: Buffer.from('\x16U\r', 'latin1') },
  },
  /** Its soft trigger is part of SSI, a protocol of packets that would wrap the codes too. */
  zebra: { title: 'Zebra scanner' },
  newland: {
    title: 'Newland scanner',
    prepare: async (port, _settings, time) => new ReplyingPort(port, matchNewland, time),
    trigger: { start: newlandTrigger(true), stop: newlandTrigger(false) },
  },
};

export interface ScannerParts {
  readonly scanner: SerialScanner;
  readonly presence: PresenceSensor | null;
}

/** @param input opens a line @param open for tests: how the port is opened */
export function makeScanner(
  config: ScannerConfig,
  input: (line: LineConfig) => Promise<InputLine>,
  deps: DriverDeps,
  open?: () => Promise<SerialPort>,
): ScannerParts {
  const scanner = new SerialScanner(config, KINDS[config.type], deps, open);
  const { presence: line } = config;
  const presence = line === undefined ? null : new PresenceSensor(() => input(line), deps);
  presence?.onChange((present) => scanner.present(present));
  return { scanner, presence };
}
