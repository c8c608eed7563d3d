import { HalError } from '../errors';
import type { DeviceChange, DeviceFinding, Listen, TimeSource, Unsubscribe } from '../ports';

/** First and longest pause between two attempts to open a device that is away, ms; doubles in between. */
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;
/** A device that stays for less than this and goes again is tried ever more rarely, ms. */
const STEADY_MS = 10_000;
/** An attempt that takes longer has failed, ms. */
const OPEN_LIMIT_MS = 10_000;

/** A device that was opened. */
export interface Closable {
  /** Twice does no harm. */
  close(): Promise<void>;
  /** Calls when the device has gone by itself, with what is known of it. */
  readonly onLost?: Listen<string>;
}

/** What every driver is given. */
export interface DriverDeps {
  readonly time: TimeSource;
  /** Told when the device is lost (once) and when it is back. */
  readonly onDevice: (change: DeviceChange) => void;
}

export type Presence =
  | { readonly state: 'stopped' }
  /** The first attempt is under way. */
  | { readonly state: 'opening' }
  | { readonly state: 'open' }
  | { readonly state: 'lost'; readonly detail: string };

/** A device as the self-test sees it. */
export interface Reported {
  readonly name: string;
  readonly held: { presence(): Presence };
  /** What was found. @throws Error that says what is wrong and what to look at */
  found(): DeviceFinding | Promise<DeviceFinding>;
}

export interface Reopening<T> {
  readonly name: string;
  /** Settles after the first attempt, however it went. Twice does no harm. */
  start(): Promise<void>;
  /** Closes the device; nothing is opened any more. Twice does no harm. */
  stop(): Promise<void>;
  /** The device, or null while it is away. */
  current(): T | null;
  /** The device. @throws HalError `lost` while it is away */
  get(): T;
  presence(): Presence;
  /** Somebody who used the device found that it is gone: closes it and begins to open it again. */
  lose(reason: unknown): void;
  /** What it depends on is back: tries again now. */
  hurry(): void;
}

/**
 * Holds a device open: when it can't be opened, or is lost, it is closed and opened again, alone and without
 * disturbing anybody else, after 1, 2, 4 … 60 s.
 */
export function keepOpen<T>(
  name: string,
  open: () => Promise<T & Closable>,
  { time, onDevice }: DriverDeps,
): Reopening<T> {
  let run: Run | null = null;
  let held: { readonly device: T & Closable; readonly since: number; readonly unlisten: Unsubscribe } | null = null;
  let away: string | null = null;
  let pause = FIRST_PAUSE_MS;
  /** What is still being closed or opened: the next attempt and the end wait for it. */
  let busy: Promise<void> = Promise.resolve();

  interface Run {
    cancel: Unsubscribe;
  }

  async function attempt(mine: Run): Promise<void> {
    let device: T & Closable;
    try {
      device = await limited(open(), time);
    } catch (error) {
      if (run === mine) fail(mine, explain(error, name));
      return;
    }
    if (run !== mine) return closeQuietly(device);
    held = { device, since: time.monotonic(), unlisten: device.onLost?.(lose) ?? (() => undefined) };
    if (away !== null) {
      away = null;
      onDevice({ device: name, status: 'back', detail: '' });
    }
  }

  function fail(mine: Run, detail: string): void {
    const known = away !== null;
    away = detail;
    mine.cancel();
    mine.cancel = time.after(pause, () => begin(mine));
    pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
    if (!known) onDevice({ device: name, status: 'lost', detail });
  }

  function begin(mine: Run): void {
    busy = busy.then(() => (run === mine && held === null ? attempt(mine) : undefined));
  }

  function lose(reason: unknown): void {
    const mine = run;
    if (held === null || mine === null) return;
    const { device, since, unlisten } = held;
    held = null;
    unlisten();
    busy = busy.then(() => closeQuietly(device));
    if (time.monotonic() - since >= STEADY_MS) pause = FIRST_PAUSE_MS;
    fail(mine, explain(reason, name));
  }

  return {
    name,
    async start() {
      if (run !== null) return busy;
      run = { cancel: () => undefined };
      pause = FIRST_PAUSE_MS;
      begin(run);
      await busy;
    },
    async stop() {
      run?.cancel();
      run = null;
      away = null;
      const last = held;
      held = null;
      last?.unlisten();
      if (last !== null) busy = busy.then(() => closeQuietly(last.device));
      await busy;
    },
    current: () => held?.device ?? null,
    get() {
      if (held !== null) return held.device;
      throw new HalError('lost', name, run === null ? 'the driver is not started' : (away ?? 'is being opened'));
    },
    presence() {
      if (held !== null) return { state: 'open' };
      if (run === null) return { state: 'stopped' };
      return away === null ? { state: 'opening' } : { state: 'lost', detail: away };
    },
    lose,
    hurry() {
      if (run === null || held !== null) return;
      run.cancel();
      pause = FIRST_PAUSE_MS;
      begin(run);
    },
  };
}

/** @throws HalError `timeout`; what comes too late is closed */
function limited<T extends Closable>(opening: Promise<T>, time: TimeSource): Promise<T> {
  return new Promise((resolve, reject) => {
    let late = false;
    const cancel = time.after(OPEN_LIMIT_MS, () => {
      late = true;
      reject(new Error(`could not be opened within ${OPEN_LIMIT_MS / 1_000} s`));
    });
    opening.then(
      (device) => {
        cancel();
        if (late) void closeQuietly(device);
        else resolve(device);
      },
      (error: Error) => {
        cancel();
        reject(error);
      },
    );
  });
}

/** A device that is gone may refuse to be closed. */
async function closeQuietly(device: Closable): Promise<void> {
  try {
    await device.close();
  } catch {
    // Nothing is left to be done with it.
  }
}

/** What is known, without the device's name in front: whoever shows it knows the name. */
export function explain(reason: unknown, name: string): string {
  const text = reason instanceof Error ? reason.message : String(reason);
  return text.startsWith(`${name}: `) ? text.slice(name.length + 2) : text;
}
