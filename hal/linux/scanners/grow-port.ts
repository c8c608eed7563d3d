import { HalError } from '../../errors';
import type { TimeSource, Unsubscribe } from '../../ports';
import type { SerialPort } from '../serial-port';
import {
  heartbeat,
  matchGrow,
  MODE,
  readZone,
  saveZones,
  TAIL_CR,
  writeZone,
  ZONE,
  type GrowReply,
  type ZoneBits,
} from './grow-frames';
import { ReplyingPort } from './replying-port';

/** A reader answers within some 20 ms, busy with an image within some 100 ms. ms */
const REPLY_MS = 500;
/** What was on its way from before is passed by then, ms. */
const DRAIN_MS = 50;
/** The manual recommends to ask every 10 s. ms */
const HEARTBEAT_MS = 10_000;
/** A beat in the middle of a reading may be missed: so many in a row are a line that hangs. */
const BEATS_MISSED = 2;

export interface GrowSettings {
  readonly mode: 'presentation' | 'trigger';
  /** `line`: it is told to end each code with CR. */
  readonly ending: 'line' | 'idle';
  readonly triggerSeconds: number;
}

/** What its zones shall hold; bits that are not ours (lights, buzzer, prefixes) stay as they are. */
export function growZones({ mode, ending, triggerSeconds }: GrowSettings): ZoneBits[] {
  return [
    MODE[mode],
    ...(ending === 'line' ? [TAIL_CR] : []),
    // Its own limit too: should this program end, the light goes out.
    ...(mode === 'trigger' ? [{ zone: ZONE.readTime, mask: 0xff, value: Math.round(triggerSeconds * 10) }] : []),
  ];
}

/**
 * Sets the reader up and listens to its heart: a serial line that hangs gives no sign by itself.
 * @throws HalError `lost` when it does not answer; the port is closed then
 */
export async function openGrow(port: SerialPort, settings: GrowSettings, time: TimeSource): Promise<SerialPort> {
  const reader = new ReplyingPort<GrowReply>(port, matchGrow, time);
  try {
    await setUp(reader, growZones(settings), time);
  } catch (error) {
    await reader.close();
    throw error;
  }
  const cancel = beat(reader, time);
  return {
    onData: reader.onData,
    onLost: reader.onLost,
    write: (bytes) => reader.write(bytes),
    close: async () => {
      cancel();
      await reader.close();
    },
  };
}

/** Writes what differs, and saves only then: flash memory wears. */
async function setUp(reader: ReplyingPort<GrowReply>, zones: readonly ZoneBits[], time: TimeSource): Promise<void> {
  if ((await reader.ask(heartbeat(), () => true, REPLY_MS)) === null) {
    throw new HalError(
      'lost',
      'scanner',
      'it does not answer: is it a Grow GM6x or GM8xx, is baudRate its own, are TX and RX crossed? ' +
        'One that only sends is `type: generic`',
    );
  }
  await new Promise<void>((resolve) => void time.after(DRAIN_MS, resolve));
  let changed = false;
  for (const { zone, mask, value } of zones) {
    const before = await command(reader, readZone(zone), `zone ${hex(zone)} can't be read`);
    const after = (before & ~mask) | value;
    if (after === before) continue;
    await command(reader, writeZone(zone, after), `zone ${hex(zone)} can't be written`);
    changed = true;
  }
  if (changed) await command(reader, saveZones(), "its settings can't be saved");
}

/** @throws HalError `lost` */
async function command(reader: ReplyingPort<GrowReply>, bytes: Buffer, trouble: string): Promise<number> {
  const reply = await reader.ask(bytes, ({ to }) => to === 'command', REPLY_MS);
  if (reply === null) throw new HalError('lost', 'scanner', `${trouble}: no answer within ${REPLY_MS} ms`);
  return reply.value;
}

function beat(reader: ReplyingPort<GrowReply>, time: TimeSource): Unsubscribe {
  let missed = 0;
  let over = false;
  let cancel: Unsubscribe = () => undefined;
  // Whatever it sends shows that the line works.
  const alive = (): void => void (missed = 0);
  const stops = [reader.onReply(alive), reader.onData(alive)];
  const next = (): void => {
    cancel = time.after(HEARTBEAT_MS, () => {
      missed += 1;
      reader
        .ask(heartbeat(), () => true, REPLY_MS)
        .then(
          (reply) => {
            if (over) return;
            if (reply !== null || missed < BEATS_MISSED) return next();
            reader.lose(`no answer to ${BEATS_MISSED} heartbeats: the line or the reader hangs`);
          },
          (error: Error) => reader.lose(error.message),
        );
    });
  };
  next();
  return () => {
    over = true;
    cancel();
    for (const stop of stops) stop();
  };
}

const hex = (zone: number): string => zone.toString(16).padStart(4, '0');
