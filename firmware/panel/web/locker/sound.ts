import { effect, signal } from '@preact/signals';
import { BEEPS } from '../../../../hal/ports';
import { onNews } from '../live';

/** What a locker's buzzer sounds. */
const PATTERNS: Readonly<Record<string, readonly number[]>> = BEEPS;
/** A small piezo buzzer, Hz; a refusal is lower here, to be told apart by ear alone. */
const PITCH: Readonly<Record<string, number>> = { refused: 620 };
const USUAL_PITCH = 1_900;
const LOUD = 0.08;
const KEY = 'lockerd-sound';
const SHOWN_MS = 1_500;

export const audible = signal(localStorage.getItem(KEY) !== 'off');
/** What sounds just now: it is seen as well. */
export const sounding = signal<string | null>(null);

effect(() => localStorage.setItem(KEY, audible.value ? 'on' : 'off'));

let context: AudioContext | null = null;
/** Closer together they are a noise, and a burden. */
const APART_S = 0.05;
let busyUntil = 0;
let quiet: ReturnType<typeof setTimeout> | undefined;

/** Browsers let a page sound only after somebody has touched it. */
function wake(): void {
  context ??= new AudioContext();
  void context.resume();
}
addEventListener('pointerdown', wake, { passive: true });
addEventListener('keydown', wake);

function play(sound: string): void {
  const { [sound]: pattern = [100] } = PATTERNS;
  if (!audible.value || context?.state !== 'running' || context.currentTime < busyUntil) return;
  const oscillator = new OscillatorNode(context, { type: 'square', frequency: PITCH[sound] ?? USUAL_PITCH });
  const gain = new GainNode(context, { gain: 0 });
  oscillator.connect(gain).connect(context.destination);
  let at = context.currentTime;
  pattern.forEach((ms, index) => {
    gain.gain.setValueAtTime(index % 2 === 0 ? LOUD : 0, at);
    at += ms / 1_000;
  });
  gain.gain.setValueAtTime(0, at);
  busyUntil = context.currentTime + APART_S;
  oscillator.start();
  oscillator.stop(at + 0.01);
}

onNews('sound', (data) => {
  const { sound } = data as { sound: string };
  play(sound);
  clearTimeout(quiet);
  sounding.value = sound;
  quiet = setTimeout(() => (sounding.value = null), SHOWN_MS);
});
