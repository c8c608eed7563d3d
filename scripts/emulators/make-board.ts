import type { BoardOptions, LockBoard } from './board';
import { Cu48 } from './cu48';
import { KerongCu } from './kerong-cu';
import { Winnsen } from './winnsen';
import { Ybx } from './ybx';

export const EMULATED = ['kerong-cu', 'cu48', 'ybx', 'winnsen'] as const;
export type Emulated = (typeof EMULATED)[number];

/** A board of that kind; of "8A" boards one whose locks say 11 when they are closed, unless told otherwise. */
export function makeBoard(kind: Emulated, options: BoardOptions & { readonly closedIs?: 0x00 | 0x11 }): LockBoard {
  switch (kind) {
    case 'kerong-cu':
      return new KerongCu(options);
    case 'cu48':
      return new Cu48(options);
    case 'ybx':
      return new Ybx({ closedIs: 0x11, ...options });
    case 'winnsen':
      return new Winnsen(options);
  }
}

/** As these boards leave the factory. */
export const BAUD_RATE: Readonly<Record<Emulated, 9_600 | 19_200>> = {
  'kerong-cu': 19_200,
  cu48: 19_200,
  ybx: 9_600,
  winnsen: 9_600,
};

/** The address that a first board has. */
export const FIRST_ADDRESS: Readonly<Record<Emulated, number>> = { 'kerong-cu': 0, cu48: 0, ybx: 1, winnsen: 1 };

/** Most locks of one board. */
export const CHANNELS: Readonly<Record<Emulated, number>> = { 'kerong-cu': 16, cu48: 48, ybx: 24, winnsen: 24 };
