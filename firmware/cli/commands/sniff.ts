import { resolve } from 'node:path';
import type { Sniffed, Summary } from '../../../hal/linux/sniff/sniff';
import { errorMessage } from '../../core/error-facts';
import type { CliContext, Commands } from '../context';
import { CliError, UsageError } from '../io';
import { whole } from '../numbers';
import type { Paint, Style } from '../text';

/** Columns of a line, in characters: time, gap, direction, bytes, meaning; 100 in all. */
const BYTES_WIDE = 35;
const MEANING_WIDE = 38;
const INDENT = ' '.repeat(24);

type Words = typeof import('../../../hal/linux/sniff/sniff');

/** Needs no daemon; and while the daemon has the port, nobody else can have it. */
export const sniffCommands: Commands = (program, context) => {
  const { io } = context;
  program
    .command('sniff <port>')
    .description('listen to a serial line: frames of lock boards, commands of scanners, taken apart as they come')
    .option('--baud <number>', 'bits per second (default: as the protocol has it, else 9600)')
    .option('--protocol <name>', 'a protocol of lock boards, `scanner`, or `auto`', 'auto')
    .option('--raw', 'bytes only; those that may be part of a code are hidden here too')
    .action(async (name: string, options: { baud?: string; protocol: string; raw?: boolean }) => {
      const words = await import('../../../hal/linux/sniff/sniff');
      const { protocol, raw = false } = options;
      if (protocol !== 'auto' && !words.SNIFFABLE.includes(protocol)) {
        throw new UsageError(`--protocol: one of auto, ${words.SNIFFABLE.join(', ')}`);
      }
      const port = resolve(io.cwd, name);
      const result = await words
        .sniff({
          port,
          protocol,
          raw,
          baudRate: whole('--baud', options.baud, [100, 9_999_999]),
          signal: io.signal,
          onOpen: (baudRate) => {
            io.out(
              context.json()
                ? `${JSON.stringify({ listening: { port, baudRate } })}\n`
                : head(name, baudRate, context.paint),
            );
          },
          onSniffed: (one) => io.out(context.json() ? jsonLine(one, words) : lines(one, words, context.paint)),
        })
        .catch((error: unknown) => {
          throw new CliError(words.portIsTaken(error) ? inUse(name) : errorMessage(error), { cause: error });
        });
      tell(context, result.summary);
      if (result.lost !== null) throw new CliError(result.lost);
    });
};

export function inUse(port: string): string {
  return (
    `${port} is in use, by lockerd if it runs: nobody else can listen at its adapter. Stop it ` +
    '(systemctl stop lockerd), or listen at a second adapter wired to the same line (A to A, B to B, ground to ground)'
  );
}

function head(port: string, baudRate: number, paint: Paint): string {
  const heads = `${'TIME'.padEnd(12)}  ${'GAP'.padStart(6)}     ${'BYTES'.padEnd(BYTES_WIDE)}  MEANING`;
  return `listening at ${port}, ${baudRate} baud; Ctrl-C ends\n${paint('bold', heads)}\n`;
}

const STYLES: Partial<Record<Sniffed['speech']['kind'], Style>> = {
  request: 'bold',
  answer: 'green',
  checksum: 'red',
  unknown: 'yellow',
};

function lines(one: Sniffed, { direction, meaning }: Words, paint: Paint): string {
  const time = new Date(one.at).toISOString().slice(11, 23);
  const gap = one.gapMs === null ? '' : gapText(one.gapMs);
  const arrow = { out: '>', in: '<', none: ' ' }[direction(one.speech) ?? 'none'];
  const bytes = wrap(one.speech.kind === 'code' ? ['(hidden)'] : one.hex, BYTES_WIDE);
  const told = wrap(meaning(one.speech).split(' '), MEANING_WIDE);
  const style = STYLES[one.speech.kind];
  return Array.from({ length: Math.max(bytes.length, told.length) }, (_, row) => {
    const front = row === 0 ? `${time}  ${gap.padStart(6)}  ${arrow}  ` : `${INDENT} `;
    const text = told[row] ?? '';
    return `${front}${(bytes[row] ?? '').padEnd(BYTES_WIDE)}  ${style ? paint(style, text) : text}`.trimEnd() + '\n';
  }).join('');
}

function gapText(ms: number): string {
  if (ms < 10_000) return `${Math.round(ms)}`;
  return ms < 1_000_000 ? `${(ms / 1_000).toFixed(1)}s` : `${Math.round(ms / 60_000)}min`;
}

/** Words into rows of at most so many characters; a longer word gets a row of its own. */
function wrap(words: readonly string[], most: number): string[] {
  const rows: string[] = [];
  for (const word of words) {
    const last = rows.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= most) rows[rows.length - 1] = `${last} ${word}`;
    else rows.push(word);
  }
  return rows;
}

function jsonLine(one: Sniffed, { direction, meaning }: Words): string {
  const { at, gapMs, length, speech } = one;
  const bytes = speech.kind === 'code' ? null : one.hex.join(' ');
  const frame = 'frame' in speech ? { protocol: speech.protocol, address: speech.frame.address } : {};
  const said = { kind: speech.kind, from: { out: 'host', in: 'device', none: null }[direction(speech) ?? 'none'] };
  const line = { at: new Date(at).toISOString(), gapMs: gapMs === null ? null : Math.round(gapMs), length, bytes };
  return `${JSON.stringify({ ...line, ...said, ...frame, meaning: meaning(speech) })}\n`;
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}

function tell({ io, json, paint }: CliContext, summary: Summary): void {
  if (json()) return io.out(`${JSON.stringify({ summary })}\n`);
  const { bytes, requests, answers, codes, scannerFrames, checksumErrors, unknownBytes, boards } = summary;
  const rows = [
    `${count(bytes, 'byte')}: ${count(requests, 'request')}, ${count(answers, 'answer')} of lock boards; ` +
      `${codes === 1 ? '1 code or key' : `${codes} codes or keys`}, ${count(scannerFrames, 'other frame')} of scanners`,
    ...boards.map(
      (board) =>
        `${board.protocol} board ${board.address}: ${count(board.requests, 'request')}, ${count(board.answers, 'answer')}`,
    ),
    ...(checksumErrors > 0 ? [paint('red', `${count(checksumErrors, 'frame')} with a wrong checksum`)] : []),
    ...(unknownBytes > 0 ? [paint('yellow', `${count(unknownBytes, 'byte')} not understood`)] : []),
    ...(unknownBytes > bytes / 2 ? ['mostly not understood: is this the right speed? See lockerctl detect'] : []),
    ...(bytes === 0 ? ['nothing was heard: A and B swapped, the wrong port, or nobody speaks?'] : []),
  ];
  io.out(`\n${rows.join('\n')}\n`);
}
