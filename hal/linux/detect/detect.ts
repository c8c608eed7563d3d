import type { TimeSource } from '../../ports';
import { explain } from '../reopen';
import { openSerialPort, portIsTaken, type SerialPort, type SerialSettings } from '../serial-port';
import { SystemTime } from '../system-time';
import { BoardQuestions, type FoundBoard } from './boards';
import { harmless } from './harmless';
import { allAddresses, longestMs, makePlan, type Plan } from './plan';
import { measurePolarity, type Polarity } from './polarity';
import { askScanners, hearCode, type FoundScanner } from './scanners';

export { listPorts, type PortListing } from './ports';
export { siteSection } from './section';
export type { FoundScanner } from './scanners';

export interface FoundLine {
  readonly protocol: string;
  readonly title: string;
  readonly baudRate: number;
  readonly boards: readonly FoundBoard[];
  /** What the protocol says of a shut door; null: it depends on the wiring. */
  readonly closedWhen: 'active' | 'inactive' | null;
  /** Measured at a door; null: not asked for, or nobody moved one. */
  readonly measured: Polarity | null;
}

export interface PortResult {
  readonly port: string;
  readonly boards: FoundLine | null;
  readonly scanner: FoundScanner | null;
  /** Why it could not be asked, or null. `taken`: another program has it. */
  readonly trouble: { readonly taken: boolean; readonly why: string } | null;
}

export interface DetectOptions {
  readonly ports: readonly string[];
  /** Every address at every speed. */
  readonly thorough: boolean;
  /** Ask for a code to be scanned where nothing was found. */
  readonly scan: boolean;
  /** Ask for a door to be opened and closed by hand. */
  readonly doors: boolean;
  /** Told before anything is asked: how long it may take, without what hands take, ms. */
  readonly onStart: (longestMs: number) => void;
  /** What is going on, and what somebody shall do. */
  readonly say: (text: string) => void;
  readonly signal: AbortSignal;
  /** For tests. */
  readonly open?: (settings: SerialSettings) => Promise<SerialPort>;
  readonly time?: TimeSource;
}

/** How long somebody is given to scan something, ms. */
const SCAN_MS = 10_000;
/** What comes garbled comes at another speed. */
const SCAN_SPEEDS = [9_600, 115_200, 19_200, 38_400, 57_600];

/** Finds lock boards and scanners by questions that change nothing. Nothing is ever opened. */
export async function detect(options: DetectOptions): Promise<PortResult[]> {
  const plan = makePlan(options.thorough);
  options.onStart(options.ports.length * longestMs(plan));
  const results: PortResult[] = [];
  for (const port of options.ports) {
    if (options.signal.aborted) break;
    results.push(await new PortSearch(port, plan, options).run());
  }
  return results;
}

/** Everything about one port. */
class PortSearch {
  private readonly time: TimeSource;

  constructor(
    private readonly port: string,
    private readonly plan: Plan,
    private readonly options: DetectOptions,
  ) {
    this.time = options.time ?? new SystemTime();
  }

  async run(): Promise<PortResult> {
    const none = { port: this.port, boards: null, scanner: null, trouble: null };
    this.options.say(`${this.port}: asking`);
    try {
      const scanner = await this.askedScanner();
      if (scanner !== null) return { ...none, scanner };
      const boards = await this.boards();
      if (boards !== null) return { ...none, boards };
      return { ...none, scanner: this.options.scan ? await this.scanned() : null };
    } catch (error) {
      return { ...none, trouble: { taken: portIsTaken(error), why: explain(error, 'detect') } };
    }
  }

  /** Opens the port, and closes it whatever happens. */
  private async at<T>(baudRate: number, use: (port: SerialPort) => Promise<T>): Promise<T> {
    const { open = (settings) => openSerialPort('detect', settings) } = this.options;
    const port = harmless(await open({ port: this.port, baudRate }));
    try {
      return await use(port);
    } finally {
      await port.close();
    }
  }

  private get over(): boolean {
    return this.options.signal.aborted;
  }

  private async askedScanner(): Promise<FoundScanner | null> {
    for (const baudRate of this.plan.scannerSpeeds) {
      if (this.over) return null;
      const type = await this.at(baudRate, (port) => askScanners(port, this.time));
      if (type !== null) return { type, baudRate, ending: 'line' };
    }
    return null;
  }

  private async boards(): Promise<FoundLine | null> {
    for (const baudRate of new Set(this.plan.rounds.map((round) => round.baudRate))) {
      if (this.over) return null;
      const found = await this.at(baudRate, (port) => this.boardsAt(port, baudRate));
      if (found !== null) return found;
    }
    return null;
  }

  private async boardsAt(port: SerialPort, baudRate: number): Promise<FoundLine | null> {
    for (const round of this.plan.rounds) {
      if (round.baudRate !== baudRate) continue;
      const questions = new BoardQuestions(port, round.protocol, this.time);
      for (const address of round.addresses) {
        if (this.over) return null;
        // One protocol per line: whoever answers first says which.
        if (await questions.there(address)) return this.line(questions, round, address);
      }
    }
    return null;
  }

  private async line(
    questions: BoardQuestions,
    { protocol, baudRate }: Plan['rounds'][number],
    first: number,
  ): Promise<FoundLine> {
    const { say } = this.options;
    say(`${this.port}: ${protocol.title} at ${baudRate} baud; looking for all of its boards`);
    const boards: FoundBoard[] = [];
    for (const address of allAddresses(protocol)) {
      if (this.over) break;
      if (address === first || (address > first && (await questions.there(address)))) {
        boards.push(await questions.look(address));
      }
    }
    const hands = { say: (text: string) => say(`${this.port}: ${text}`), time: this.time, stopped: () => this.over };
    const measured = this.options.doors ? await measurePolarity(boards, questions, hands) : null;
    const { id, title, closedWhen } = protocol;
    return { protocol: id, title, baudRate, boards, closedWhen, measured };
  }

  private async scanned(): Promise<FoundScanner | null> {
    for (const baudRate of SCAN_SPEEDS) {
      if (this.over) return null;
      this.options.say(`${this.port}: scan any code now (10 s)`);
      const heard = await this.at(baudRate, (port) => hearCode(port, SCAN_MS, this.time, this.options.signal));
      // A scanner at another speed would have sent something.
      if (heard === 'nothing') return null;
      if (heard !== 'garbled') return { type: 'generic', baudRate, ending: heard };
      this.options.say(`${this.port}: something came, but no text: another speed`);
    }
    return null;
  }
}
