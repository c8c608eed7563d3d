import { stringify } from 'yaml';
import type { FoundLine, PortResult } from './detect';

/** Boards are named by letters, as in the ready-made site files: A1 is the first channel of the first board. */
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** The part of a site file for what was found; comments say what was not found and what to check. */
export function siteSection(results: readonly PortResult[]): string {
  const lines = results.flatMap(({ port, boards }) => (boards === null ? [] : [{ port, line: boards }]));
  const scanners = results.flatMap(({ port, scanner }) => (scanner === null ? [] : [{ port, scanner }]));
  const rows: string[] = [];
  if (lines.length + scanners.length > 0) rows.push('hal:', '  driver: linux');
  if (lines.length > 0) {
    rows.push('  lockBoards:', ...lines.flatMap(({ port, line }, at) => busRows(`b${at + 1}`, port, line)));
    rows.push('  # Channels as the boards count them; name the doors as they stand, and take out what has no lock.');
    rows.push('  doors:', ...doorRows(lines.map(({ line }) => line)));
  }
  scanners.forEach(({ port, scanner: { type, baudRate, ending } }, at) => {
    const fields = `type: ${type}, port: ${scalar(port)}, baudRate: ${baudRate}, ending: ${ending}`;
    // A locker has one scanner.
    rows.push(`  ${at === 0 ? '' : '# another one: '}scanner: { ${fields} }`);
  });
  return [...rows, ...results.flatMap(notFound)].map((row) => `${row}\n`).join('');
}

function busRows(name: string, port: string, line: FoundLine): string[] {
  const { protocol, title, baudRate, boards } = line;
  return [
    `    ${name}: # ${title}`,
    `      port: ${scalar(port)}`,
    `      protocol: ${protocol}`,
    `      baudRate: ${baudRate}`,
    ...closedWhen(line),
    '      boards: # channels: at most; count the connectors',
    ...boards.map(({ address, channels }) => `        - { address: ${address}, channels: ${channels} }`),
  ];
}

function closedWhen({ measured, closedWhen: own, boards }: FoundLine): string[] {
  if (measured !== null) {
    const { address, channel, closedWhen: level } = measured;
    return [`      closedWhen: ${level} # measured at channel ${channel} of board ${address}`];
  }
  if (own !== null) return [];
  const levels = boards.flatMap((board) => [...board.levels.values()]);
  const active = levels.filter((level) => level).length * 2 > levels.length;
  return [
    `      closedWhen: ${active ? 'active' : 'inactive'} # a guess, as most channels say so: lockerctl detect --doors`,
  ];
}

function doorRows(lines: readonly FoundLine[]): string[] {
  let board = 0;
  return lines.flatMap(({ boards }, at) =>
    boards.flatMap(({ address, channels }) => {
      const letters = nameOf(board);
      board += 1;
      return Array.from({ length: channels }, (_, n) => {
        const place = `bus: b${at + 1}, address: ${address}, channel: ${n + 1}`;
        return `    ${letters}${n + 1}: { board: { ${place} } }`;
      });
    }),
  );
}

/** A to Z, AA, AB ... */
function nameOf(board: number): string {
  const last = LETTERS[board % LETTERS.length] ?? '';
  return board < LETTERS.length ? last : nameOf(Math.floor(board / LETTERS.length) - 1) + last;
}

function notFound({ port, boards, scanner, trouble }: PortResult): string[] {
  if (trouble !== null)
    return [`# ${port}: ${trouble.taken ? 'in use by another program, left alone' : oneLine(trouble.why)}`];
  return boards === null && scanner === null ? [`# ${port}: nothing that answers`] : [];
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ');

/** A name as YAML wants it. */
function scalar(text: string): string {
  return stringify(text, { lineWidth: 0 }).trim();
}
