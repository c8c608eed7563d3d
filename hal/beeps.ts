/** In the terminal's column or beside it, as one stands before the wall. */
export const SIDES = ['left', 'right', 'ahead'] as const;
export const HEIGHTS = ['low', 'middle', 'high'] as const;
/** Roughly where a door is: what a person who sees nothing needs to find it with their hands. */
export type Place = `${(typeof SIDES)[number]}-${(typeof HEIGHTS)[number]}`;

/** ms: a short and a long sound differ by more than twice, so that nobody needs a trained ear. */
const SHORT = 150;
const LONG = 400;
const PAUSE = 150;

/** How high it is in short sounds (1 low to 3 high), then the side in long ones (1 left, 2 right, 3 ahead). */
function sound(side: number, height: number): readonly number[] {
  const parts = [...Array<number>(height + 1).fill(SHORT), ...Array<number>(side + 1).fill(LONG)];
  return parts.flatMap((ms, index) => (index === 0 ? [ms] : [index === height + 1 ? 2 * PAUSE : PAUSE, ms]));
}

const places = Object.fromEntries(
  SIDES.flatMap((side, across) => HEIGHTS.map((height, up) => [`${side}-${height}`, sound(across, up)])),
) as Record<Place, readonly number[]>;

/**
 * What the locker sounds: on, off, on … in ms. Made for the simplest buzzer, which knows no pitch, and for people who
 * go by nothing else (docs/sounds.md): a trill is success, what begins long is trouble, what begins short is a hint.
 */
export const BEEPS = {
  /** The key counts. */
  key: [25],
  /** What was typed last is gone again, or all of it. */
  erased: [25, 75, 25],
  /** Back at the start: a code can be given. */
  ready: [SHORT],
  /** More is wanted: the next number, a code, an answer. */
  more: [SHORT, PAUSE, SHORT],
  /** The code is right, a door opens. */
  accepted: [40, 40, 40, 40, 40, 40, 200],
  /** The door is closed, all is done. */
  done: [200, 40, 40, 40, 40, 40, 40],
  refused: [LONG],
  /** It stands open: close it, please. */
  'close-door': [LONG, PAUSE, LONG],
  /** PINs are not taken just now; a scan is. */
  'locked-out': [LONG, PAUSE, LONG, PAUSE, LONG],
  /** The door does not come. */
  jammed: [LONG, PAUSE, SHORT, PAUSE, SHORT],
  /** Somebody should come and look: a door stands open, and nobody is there. */
  attention: [200, 150, 200, 150, 200],
  ...places,
} as const satisfies Readonly<Record<string, readonly number[]>>;
export type Beep = keyof typeof BEEPS;
