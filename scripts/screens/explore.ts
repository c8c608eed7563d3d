import type { Key } from '../../hal/ports';
import { newTerminal, terminalStep } from '../../firmware/terminal/machine';
import { render } from '../../firmware/terminal/render';
import type { TerminalInput, TerminalRules, TerminalState } from '../../firmware/terminal/state';
import { noTally } from '../../firmware/parcels/audit';
import { outcomesOf } from './replies';

/** As a site file that says nothing has them. */
const RULES: TerminalRules = { pinLength: 6, entryMs: 20_000, sessionMs: 60_000, messageMs: 4_000, closedMs: 5_000 };
const DISPLAY = { columns: 20, rows: 4 };
const CODE = `LK1-${'0'.repeat(26)}`;
export const SCAN = 'an access code is scanned';
/** More wishes than one input can lead to, one after the other. */
const MOST_WISHES = 12;
/** No dialogue is that rich: what was reached would not be finite. */
const MOST_STATES = 20_000;

/** What a display shows, in both languages; what was typed is stars, and none are like some. */
export interface Variant {
  readonly screen: string;
  readonly de: readonly string[];
  readonly en: readonly string[];
  /** One that shows it. */
  readonly state: TerminalState;
}

export interface Edge {
  readonly from: Variant;
  readonly to: Variant;
  /** Key, scan, door or time. */
  readonly by: string;
  /** What came of it, where several things may. */
  readonly outcome: string;
  /** For time: how long after the last key, ms. */
  readonly after: number | null;
}

interface Happening {
  readonly by: string;
  readonly input: TerminalInput;
  readonly now: number;
}

/** Everything that may be on the display, and what leads from one to the other. */
export function explore(): Edge[] {
  const variants = new Map<string, Variant>();
  const variantOf = (state: TerminalState): Variant => {
    const en = lines(state, 'en');
    const id = [state.at.screen, ...en.map((line) => (line === STARS ? '' : line))].join('\n');
    const found = variants.get(id);
    if (found && !en.includes(STARS)) return found;
    const fresh = Object.assign(found ?? {}, { screen: state.at.screen, de: lines(state, 'de'), en, state });
    variants.set(id, fresh);
    return fresh;
  };
  const edges = new Map<string, Edge>();
  const names = new Map<Variant, number>();
  const start = canonical(newTerminal('en', ['de']), 0);
  const known = new Set([JSON.stringify(start)]);
  const queue = [start];
  for (let state = queue.shift(); state; state = queue.shift()) {
    const from = variantOf(state);
    for (const { by, input, now } of happenings(state)) {
      for (const { next, outcome } of follow(state, [input], now, '', MOST_WISHES)) {
        const target = canonical(next, now);
        const id = JSON.stringify(target);
        if (id === JSON.stringify(state) && outcome === '') continue;
        const to = variantOf(target);
        const after = input.type === 'tick' ? now : null;
        for (const one of [from, to]) if (!names.has(one)) names.set(one, names.size);
        edges.set([names.get(from), names.get(to), by, outcome, after].join('|'), { from, to, by, outcome, after });
        if (known.has(id)) continue;
        known.add(id);
        if (known.size > MOST_STATES) throw new Error(`the dialogue has no end: ${id}`);
        queue.push(target);
      }
    }
  }
  return [...edges.values()];
}

const STARS = '******';

function lines(state: TerminalState, language: 'de' | 'en'): string[] {
  const view = { now: 0, pinOpensAt: '12:34', masked: true };
  return render({ ...state, language }, view, DISPLAY).map((line) => line.replace(/^\*+$/, STARS).trimEnd());
}

const KEYS: readonly Key[] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '#'];

function* happenings({ at }: TerminalState): Generator<Happening> {
  for (const key of KEYS) yield { by: `\`${key}\``, input: { type: 'key', key }, now: 0 };
  yield { by: SCAN, input: { type: 'scan', text: CODE }, now: 0 };
  yield { by: 'a label is scanned', input: { type: 'scan', text: 'LABEL' }, now: 0 };
  yield { by: 'the door opens', input: { type: 'door-opened', opening: 1 }, now: 0 };
  const closed = { type: 'door-closed', opening: 1, canReopen: true } as const;
  yield { by: 'the door is closed', input: closed, now: 0 };
  if (at.screen === 'open') yield { by: 'the door is closed at once', input: { ...closed, early: true }, now: 0 };
  yield { by: 'the door stays open', input: { type: 'door-reminder', opening: 1 }, now: 0 };
  yield { by: 'the door is left open', input: { type: 'door-left-open', opening: 1 }, now: 0 };
  for (const standsOpen of [false, true]) {
    const by = standsOpen ? 'the door stands open already' : 'the door does not open';
    yield { by, input: { type: 'door-jammed', opening: 1, reference: '0042', standsOpen }, now: 0 };
  }
  if (at.screen === 'opening') {
    const by = 'the door does not open, and the code has ended';
    const ended = { standsOpen: false, codeEnded: true };
    yield { by, input: { type: 'door-jammed', opening: 1, reference: '0042', ...ended }, now: 0 };
  }
  if (at.screen === 'deposit-open' || at.screen === 'collect-open' || at.screen === 'audit-open') {
    const [by, type] = at.unseen
      ? (['its contact can be read again', 'contact-back'] as const)
      : (["its contact can't be read", 'contact-lost'] as const);
    if (at.isOpen) yield { by, input: { type, opening: 1 }, now: 0 };
  }
  if ('until' in at) yield { by: 'time', input: { type: 'tick' }, now: at.until };
  const door = { opening: 1, number: 12 };
  const late = { type: 'came-late', door, whose: 'customer', reopened: false } as const;
  const afterAll = { by: 'the door opens after all', input: late, now: 0 };
  if (at.screen === 'jammed' && at.back.screen === 'idle') yield afterAll;
  if (at.screen !== 'idle' && at.screen !== 'out-of-order') return;
  for (const [by, pinClosed, compartmentFirst] of [
    ['PIN entry opens', false, false],
    ['too many wrong PINs: PIN entry closes', true, false],
    ['too many wrong PINs: the number comes first', false, true],
  ] as const)
    yield { by, input: { type: 'pin-entry', closed: pinClosed, compartmentFirst }, now: 0 };
  for (const [by, keypad, scanner] of [
    ['keypad and scanner work', 'there', 'there'],
    ['the keypad is lost', 'lost', 'there'],
    ['the scanner is lost', 'there', 'lost'],
    ['keypad and scanner are lost', 'lost', 'lost'],
  ] as const)
    yield { by, input: { type: 'inputs', inputs: { keypad, scanner } }, now: 0 };
  if (at.screen === 'idle') yield afterAll;
}

interface Run {
  readonly next: TerminalState;
  readonly outcome: string;
}

/** Whatever may come of an input: its wishes are granted and refused in every way there is. */
function follow(
  state: TerminalState,
  [input, ...rest]: readonly TerminalInput[],
  now: number,
  outcome: string,
  left: number,
): Run[] {
  if (!input) return [{ next: state, outcome }];
  if (left === 0) throw new Error(`wishes without end at ${state.at.screen}`);
  const step = terminalStep(state, input, now, RULES);
  let open: { inputs: TerminalInput[]; outcome: string }[] = [{ inputs: [], outcome }];
  for (const effect of step.effects) {
    open = open.flatMap((before) =>
      outcomesOf(effect).map(({ reply, called }) => ({
        inputs: reply ? [...before.inputs, reply] : before.inputs,
        outcome: called === '' ? before.outcome : before.outcome === '' ? called : `${before.outcome}, ${called}`,
      })),
    );
  }
  return open.flatMap((one) => follow(step.state, [...rest, ...one.inputs], now, one.outcome, left - 1));
}

/** Screens whose text depends on what the terminal can take just now. */
const ENTRY = ['idle', 'entering', 'compartment-first', 'locked-out', 'out-of-order'];

/** Made alike where nothing that is told here differs: times count from now on, what was typed by its length. */
function canonical(state: TerminalState, now: number): TerminalState {
  const { at } = state;
  const fresh = newTerminal('en', ['de']);
  const kept = ENTRY.includes(at.screen) ? state : fresh;
  const { pinClosed, compartmentFirst, inputs } = kept;
  return JSON.parse(JSON.stringify({ ...fresh, at, pinClosed, compartmentFirst, inputs }), (name, value: unknown) => {
    if (typeof value === 'number' && name === 'until') return Math.max(0, value - now);
    if (name === 'shownUntil') return 0;
    if (name === 'tally') return noTally;
    if (name === 'left') return 0;
    if (typeof value === 'string' && name === 'digits') return '1'.repeat(value.length);
    if (typeof value === 'string' && name === 'typed') return '1'.repeat(Math.min(value.length, RULES.pinLength - 1));
    return value;
  }) as TerminalState;
}
