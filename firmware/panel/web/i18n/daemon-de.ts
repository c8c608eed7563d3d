import type { DeviceFinding } from '../../../../hal/ports';
import type { CheckFinding, StiffDoor } from '../../../core/views';
import { deviceName, place } from '../care/place';
import { localTime } from '../instant';
import type { Translation } from './daemon';
import { de } from './de';
import { storiesDe } from './stories-de';

export const daemonDe: Translation = {
  check,
  device,
  problems: {
    lost: 'Nicht erreichbar',
    timeout: 'Antwortet nicht rechtzeitig',
    busy: 'Ist beschäftigt',
    unsupported: 'Kann das nicht',
    config: 'Passt nicht zur Anlagendatei',
  },
  driver: 'Der Treiber meldet',
  stories: storiesDe,
};

const COVER = { quiet: 'zu', alarm: 'offen: Sabotagealarm', unknown: 'nicht bekannt' };
const megabytes = new Intl.NumberFormat('de-DE', { minimumFractionDigits: 1, maximumFractionDigits: 1 });

function check(finding: CheckFinding): string {
  switch (finding.code) {
    case 'store-writing':
      return 'schreibt gerade';
    case 'store-writable':
      return 'nimmt Änderungen an';
    case 'store-failed':
      return `kann nicht geschrieben werden: ${finding.error}`;
    case 'disk-free':
      return `${finding.mib} MiB frei`;
    case 'disk-low':
      return `fast voll: ${finding.mib} MiB frei`;
    case 'disk-full':
      return `voll: ${finding.mib} MiB frei`;
    case 'disk-failed':
      return `lässt sich nicht abfragen: ${finding.error}`;
    case 'inputs':
      return finding.devices.map(deviceName).join(', ');
    case 'no-input':
      return 'weder Tastatur noch Scanner: niemand kann einen Code eingeben';
    case 'devices-there':
      return 'alle da';
    case 'no-one-shot':
      return `kein Monoflop schützt die Spulen von ${finding.compartments.join(', ')}: ein eigener Prozess beendet ihre Impulse`;
    case 'locks-stiff':
      return stiff(finding.doors);
    case 'cover':
      return COVER[finding.reading];
    case 'clock':
      return de.clock[finding.status];
    case 'clock-untrusted': {
      const last = finding.lastGood === null ? 'nie' : localTime(finding.lastGood);
      return `nicht vertrauenswürdig, nichts läuft ab; zuletzt verlässlich: ${last}`;
    }
    case 'pin-entry-open':
      return 'offen';
    case 'compartment-first':
      return 'fragt nach vielen falschen PINs zuerst nach dem Fach';
    case 'pin-entry-closed':
      return `nach falschen PINs noch ${finding.seconds} s geschlossen`;
    case 'pin-entry-failed':
      return finding.error;
    case 'stills':
      return `${finding.count} Standbilder, ${megabytes.format(finding.bytes / 1_000_000)} MB`;
    case 'stills-failed':
      return finding.problem;
    case 'sync': {
      const { link, pendingEvents } = finding;
      return pendingEvents === 0 ? de.sync[link] : `${de.sync[link]}, ${de.sync.pending(pendingEvents)}`;
    }
  }
}

function stiff(doors: readonly StiffDoor[]): string {
  if (doors.length === 0) return 'keins ist schwergängig';
  const texts = doors.map(
    ({ compartment, recentMs, usualMs }) => `${place(compartment)} (${recentMs} ms, anfangs ${usualMs} ms)`,
  );
  return `schwergängig: ${texts.join(', ')}`;
}

const READING = { open: 'offen', closed: 'zu' };

function device(found: DeviceFinding): string {
  switch (found.code) {
    case 'simulated':
      return 'simuliert, ist da';
    case 'contact':
      return found.line === null
        ? `simuliert, ${READING[found.reading]}`
        : `${READING[found.reading]}, an ${found.line}`;
    case 'board-contact':
      return `${READING[found.reading]}, ${onBoard(found)}`;
    case 'lock': {
      const guard = found.oneShot ? 'ein Monoflop' : 'einen eigenen Prozess';
      return `aus, an ${found.line}; Impuls ${found.pulseMs} ms, gesichert durch ${guard}`;
    }
    case 'board-lock':
      return `${onBoard(found)}; die Platine macht den Impuls`;
    case 'matrix-keypad':
      return `Matrix ${found.layout}, keine Taste hängt`;
    case 'serial-keypad': {
      const hint = found.misread ? '; stimmt baudRate, fehlt ein Eintrag in keys?' : '';
      return `${onLine(found)}: ${found.read} Tasten gelesen, ${found.unknown} Bytes, die keine Taste sind${hint}`;
    }
    case 'wiegand-keypad': {
      const { bits, wires, read, rejected, fromCard, misread } = found;
      const hint = misread ? '; stimmt format, sind beide Drähte und die Masse angeschlossen?' : '';
      return `Wiegand mit ${bits} Bit an ${wires}: ${read} Zeichen gelesen, ${rejected} verworfen, ${fromCard} von einer Karte${hint}`;
    }
    case 'scanner':
      return scanner(found);
    case 'presence':
      return `${found.somebody ? 'jemand' : 'niemand'} ist da, an ${found.line}`;
    case 'display':
      return `${found.columns}x${found.rows}, ${found.chip}`;
    case 'beeper':
      return `an ${found.line}; ob er tönt, sagt nur das Ohr`;
    case 'rtc':
      return found.where === null ? `simuliert, ${localTime(found.at)}` : `${localTime(found.at)}, ${found.where}`;
    case 'rtc-stopped':
      return found.where === null
        ? 'simuliert, ist stehen geblieben'
        : `${found.where}, ist stehen geblieben: Batterie leer? Gestellt wird er, sobald die Zeit bekannt ist`;
    case 'cover':
      return found.line === null ? `simuliert, ${COVER[found.reading]}` : `${COVER[found.reading]}, an ${found.line}`;
    case 'camera':
      return `${found.program}, läuft für jedes Standbild`;
    case 'expander':
      return `MCP23017 ${found.where}, ${found.pins} Anschlüsse in Gebrauch, seine Einstellung ist unversehrt`;
    case 'lock-board-line': {
      const { protocol, sent, unanswered, echoes } = found;
      const counts = `${sent} Telegramme gesendet, ${unanswered} ohne Antwort`;
      return `${onLine(found)}, ${protocol}: ${counts}${echoes ? '; der Adapter gibt ein Echo' : ''}`;
    }
    case 'lock-board':
      return `antwortet; ${found.channels} Kanäle, ${found.doors} Türen, davon ${found.open} offen`;
  }
}

type Found<C extends DeviceFinding['code']> = Extract<DeviceFinding, { code: C }>;

const onBoard = ({ address, channel, bus }: Found<'board-lock' | 'board-contact'>): string =>
  `an Platine ${address} Kanal ${channel} von ${bus}`;
const onLine = ({ port, baudRate }: Found<'scanner' | 'serial-keypad' | 'lock-board-line'>): string =>
  `${port} mit ${baudRate} Baud`;

function scanner(found: Found<'scanner'>): string {
  const { title, onDemand, read, unreadable, unended, misread, misended } = found;
  const hints = [
    misread ? '; stimmt baudRate mit dem Scanner überein?' : '',
    misended ? '; am Scanner CR als Endung einstellen, oder ending: idle' : '',
  ];
  const counts = `${read} Codes gelesen, ${unreadable} unlesbar, ${unended} ohne Endung`;
  return `${title} ${onDemand ? 'auf Abruf' : 'im Dauerbetrieb'}, ${onLine(found)}: ${counts}${hints.join('')}`;
}
