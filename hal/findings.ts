/** A channel of a lock board, from 1. */
interface OnBoard {
  readonly address: number;
  readonly channel: number;
  readonly bus: string;
}
interface OnSerialLine {
  readonly port: string;
  readonly baudRate: number;
}

/**
 * What the self-test found at a device that answers, for whoever says it in another language than English.
 * `line` and `where` are null of a simulated device.
 */
export type DeviceFinding =
  | { readonly code: 'simulated' }
  | { readonly code: 'contact'; readonly reading: 'open' | 'closed'; readonly line: string | null }
  | ({ readonly code: 'board-contact'; readonly reading: 'open' | 'closed' } & OnBoard)
  | { readonly code: 'lock'; readonly line: string; readonly pulseMs: number; readonly oneShot: boolean }
  | ({ readonly code: 'board-lock' } & OnBoard)
  | { readonly code: 'matrix-keypad'; readonly layout: string }
  /** `misread`: more of what comes makes no sense than does. */
  | ({
      readonly code: 'serial-keypad';
      readonly read: number;
      readonly unknown: number;
      readonly misread: boolean;
    } & OnSerialLine)
  | {
      readonly code: 'wiegand-keypad';
      readonly bits: number;
      readonly wires: string;
      readonly read: number;
      readonly rejected: number;
      readonly fromCard: number;
      readonly misread: boolean;
    }
  | ({
      readonly code: 'scanner';
      readonly title: string;
      readonly onDemand: boolean;
      readonly read: number;
      readonly unreadable: number;
      /** Without the ending that the site file names. */
      readonly unended: number;
      readonly misread: boolean;
      readonly misended: boolean;
    } & OnSerialLine)
  | { readonly code: 'presence'; readonly somebody: boolean; readonly line: string }
  | { readonly code: 'display'; readonly columns: number; readonly rows: number; readonly chip: string }
  | { readonly code: 'beeper'; readonly line: string }
  | { readonly code: 'rtc'; readonly at: string; readonly where: string | null }
  | { readonly code: 'rtc-stopped'; readonly where: string | null }
  | { readonly code: 'cover'; readonly reading: 'quiet' | 'alarm' | 'unknown'; readonly line: string | null }
  | { readonly code: 'camera'; readonly program: string }
  | { readonly code: 'expander'; readonly where: string; readonly pins: number }
  | ({
      readonly code: 'lock-board-line';
      readonly protocol: string;
      readonly sent: number;
      readonly unanswered: number;
      readonly echoes: boolean;
    } & OnSerialLine)
  | { readonly code: 'lock-board'; readonly channels: number; readonly doors: number; readonly open: number };

/** In one English line, with what to look at where the figures look wrong. */
export function findingText(found: DeviceFinding): string {
  switch (found.code) {
    case 'simulated':
      return 'simulated, is there';
    case 'contact':
      return found.line === null ? `simulated, ${found.reading}` : `${found.reading}, on ${found.line}`;
    case 'board-contact':
      return `${found.reading}, ${onBoard(found)}`;
    case 'lock':
      return `off, on ${found.line}; pulse ${found.pulseMs} ms, guarded by ${found.oneShot ? 'a hardware one-shot' : 'a process of its own'}`;
    case 'board-lock':
      return `${onBoard(found)}; the board makes the pulse`;
    case 'matrix-keypad':
      return `${found.layout} matrix, no key is stuck`;
    case 'serial-keypad': {
      const hint = found.misread ? '; is baudRate its own, does it need an entry in `keys`?' : '';
      return `${onLine(found)}: ${found.read} keys read, ${found.unknown} bytes that are no key${hint}`;
    }
    case 'wiegand-keypad': {
      const { bits, wires, read, rejected, fromCard, misread } = found;
      const hint = misread ? '; is format what the keypad is set to, are both wires and ground connected?' : '';
      return `Wiegand of ${bits} bits on ${wires}: ${read} frames read, ${rejected} rejected, ${fromCard} from a card${hint}`;
    }
    case 'scanner':
      return scannerText(found);
    case 'presence':
      return `${found.somebody ? 'somebody' : 'nobody'} is there, on ${found.line}`;
    case 'display':
      return `${found.columns}x${found.rows}, ${found.chip}`;
    case 'beeper':
      return `on ${found.line}; whether it sounds only an ear can tell`;
    case 'rtc':
      return found.where === null ? `simulated, ${found.at}` : `${found.at} ${found.where}`;
    case 'rtc-stopped':
      return found.where === null
        ? 'simulated, its oscillator has stopped'
        : `${found.where}, but its oscillator has stopped: is the battery empty? lockerd sets it when the time is known`;
    case 'cover':
      return found.line === null ? `simulated, ${found.reading}` : `${found.reading} on ${found.line}`;
    case 'camera':
      return `${found.program}, run for each still`;
    case 'expander':
      return `MCP23017 ${found.where}, ${found.pins} pins in use, its set-up is intact`;
    case 'lock-board-line': {
      const { protocol, sent, unanswered, echoes } = found;
      const counts = `${sent} frames sent, ${unanswered} unanswered`;
      return `${onLine(found)}, ${protocol}: ${counts}${echoes ? '; the adapter echoes' : ''}`;
    }
    case 'lock-board':
      return `answers; ${found.channels} channels, ${found.doors} doors, ${found.open} of them open`;
  }
}

const onBoard = ({ address, channel, bus }: OnBoard): string => `on board ${address} channel ${channel} of ${bus}`;
const onLine = ({ port, baudRate }: OnSerialLine): string => `${port} at ${baudRate} baud`;

function scannerText(found: Extract<DeviceFinding, { code: 'scanner' }>): string {
  const { title, onDemand, read, unreadable, unended, misread, misended } = found;
  const hints = [
    misread ? '; is baudRate the one that the scanner is set to?' : '',
    misended ? "; set the scanner's suffix to CR, or `ending: idle`" : '',
  ];
  const counts = `${read} codes read, ${unreadable} unreadable, ${unended} without an ending`;
  return `${title} ${onDemand ? 'on demand' : 'in presentation mode'}, ${onLine(found)}: ${counts}${hints.join('')}`;
}
