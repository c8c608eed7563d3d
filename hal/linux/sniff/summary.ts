import { direction, type Sniffed } from './speech';

export interface BoardSummary {
  readonly protocol: string;
  readonly address: number;
  readonly requests: number;
  readonly answers: number;
}

export interface Summary {
  readonly bytes: number;
  readonly requests: number;
  readonly answers: number;
  /** Codes or keys. */
  readonly codes: number;
  readonly scannerFrames: number;
  readonly checksumErrors: number;
  /** Bytes that nobody understood. */
  readonly unknownBytes: number;
  readonly boards: readonly BoardSummary[];
}

/** Counts what went over the line. */
export class Tally {
  private bytes = 0;
  private codes = 0;
  private scannerFrames = 0;
  private checksumErrors = 0;
  private unknownBytes = 0;
  private readonly boards = new Map<string, { protocol: string; address: number; requests: number; answers: number }>();

  add({ length, speech }: Sniffed): void {
    this.bytes += length;
    if (speech.kind === 'code') this.codes += 1;
    else if (speech.kind === 'checksum') this.checksumErrors += 1;
    else if (speech.kind === 'unknown') this.unknownBytes += length;
    else if (speech.kind === 'request' || speech.kind === 'answer') {
      const { protocol, frame } = speech;
      const key = `${protocol} ${frame.address}`;
      const board = this.boards.get(key) ?? { protocol, address: frame.address, requests: 0, answers: 0 };
      this.boards.set(key, board);
      if (direction(speech) === 'out') board.requests += 1;
      else board.answers += 1;
    } else this.scannerFrames += 1;
  }

  sum(): Summary {
    const boards = [...this.boards.values()].sort(
      (a, b) => a.protocol.localeCompare(b.protocol) || a.address - b.address,
    );
    const { bytes, codes, scannerFrames, checksumErrors, unknownBytes } = this;
    return {
      bytes,
      codes,
      scannerFrames,
      checksumErrors,
      unknownBytes,
      boards,
      requests: boards.reduce((sum, { requests }) => sum + requests, 0),
      answers: boards.reduce((sum, { answers }) => sum + answers, 0),
    };
  }
}
