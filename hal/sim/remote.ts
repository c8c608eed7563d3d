import { createBirpc } from 'birpc';
import { Socket } from 'node:net';
import { HalError } from '../errors';
import type { Listen, RelayReply, RelayRequest } from '../ports';
import type { WorldCalls, WorldEvent, WorldLink } from './link';
import { Signal } from './signal';
import type { ClockOffsets } from './virtual-time';
import { VirtualTime } from './virtual-time';
import type { IpcChannel } from './wire';
import { goneError, isEnvelope, isGone, isPowerCut, pack, sendTo, unpack } from './wire';
import type { World } from './world';
import type { ClockFollower } from './world-clock';

/** What the world's process answers to the firmware. */
interface WorldFunctions extends WorldCalls {
  hello(): Promise<{ clock: ClockOffsets; relay: boolean; powerCut: boolean }>;
  attach(): Promise<void>;
  detach(): Promise<void>;
  relay(request: RelayRequest): Promise<RelayReply>;
}

/** What the firmware answers to the world. */
interface FirmwareFunctions extends Required<Omit<ClockFollower, 'local'>> {
  event(event: WorldEvent): Promise<void>;
}

export interface WorldConnection {
  readonly link: WorldLink;
  readonly time: VirtualTime;
  /** The process that holds the world is gone: nothing can be simulated any more. */
  readonly onOrphaned: Listen<void>;
  /** Leaves the channel alone, so that it no longer keeps this process alive. */
  close(): void;
}

/** What the demo around the world can do for the firmware. */
export interface WorldHooks {
  /** Answers for the back office. */
  readonly relay?: (request: RelayRequest) => Promise<RelayReply>;
  /** Kill the firmware and start it again, then answer on the connection (null: the caller has hung up). */
  readonly powerCut?: (connection: Socket | null) => void;
}

/** birpc's options for our end of a channel, and how to take them off again. */
function overChannel(channel: IpcChannel) {
  let onMessage = (_message: unknown): void => undefined;
  return {
    post: (message: object) => sendTo(channel, { world: message }),
    on: (deliver: (message: unknown) => void): void => {
      onMessage = (message) => {
        if (isEnvelope(message)) deliver(message.world);
      };
      channel.on('message', onMessage);
    },
    off: (): void => void channel.off('message', onMessage),
    serialize: pack,
    deserialize: unpack,
    // Time that passes for the simulated locker can take minutes of real time; an end of the channel ends calls.
    timeout: -1,
    // An answer to somebody who is gone (only then is there a name) is dropped; a call of ours fails.
    onGeneralError: (_error: Error, answering?: string) => answering !== undefined,
  };
}

/**
 * The firmware's end, in the process that was started with an IPC channel to the world.
 * @throws HalError `lost` when nobody answers there
 */
export async function connectWorld(channel: IpcChannel): Promise<WorldConnection> {
  const orphaned = new Signal<void>();
  const time = new VirtualTime();
  let ready = (): void => undefined;
  // No change of the clock may overtake the offsets to begin with.
  const whenReady = new Promise<void>((resolve) => (ready = resolve));
  let listener: ((event: WorldEvent) => void) | null = null;

  const functions: FirmwareFunctions = {
    event: async (event) => listener?.(event),
    hold: async () => {
      await whenReady;
      return time.hold();
    },
    nextDue: async () => {
      await time.settle();
      return time.nextDue();
    },
    advanceTo: (monotonic) => time.advanceTo(monotonic),
    resume: async (ms) => time.resume(ms),
    step: async (ms, trusted) => {
      await whenReady;
      time.step(ms, trusted);
      await time.settle();
    },
  };
  const rpc = createBirpc<WorldFunctions, FirmwareFunctions>(functions, overChannel(channel));
  let isOrphaned = false;
  const onOrphaned: Listen<void> = (listener) => {
    // Nobody misses it who asks a moment too late.
    if (isOrphaned) queueMicrotask(listener);
    return orphaned.listen(listener);
  };
  const onDisconnect = (): void => {
    isOrphaned = true;
    rpc.$close(goneError());
    orphaned.emit();
  };
  channel.once('disconnect', onDisconnect);
  if (!channel.connected) onDisconnect();

  const { clock, relay, powerCut } = await rpc.hello();
  time.setOffsets(clock);
  ready();

  const link: WorldLink = {
    release: rpc.release,
    contact: rpc.contact,
    show: rpc.show,
    beep: rpc.beep,
    readRtc: rpc.readRtc,
    writeRtc: rpc.writeRtc,
    tamper: rpc.tamper,
    keys: rpc.keys,
    scan: rpc.scan,
    hand: rpc.hand,
    fault: rpc.fault,
    clock: rpc.clock,
    inspect: rpc.inspect,
    attach: async (deliver) => {
      listener = deliver;
      channel.channel?.ref();
      await rpc.attach();
    },
    detach: async () => {
      listener = null;
      if (channel.connected) await rpc.detach().catch(() => undefined);
      // Stopped drivers keep nobody alive.
      channel.channel?.unref();
    },
    relay: relay ? rpc.relay : null,
    powerCut: powerCut ? (connection) => sendTo(channel, { type: 'power-cut' }, connection) : null,
  };
  const close = (): void => {
    channel.off('disconnect', onDisconnect);
    rpc.$close(goneError());
  };
  return { link, time, onOrphaned, close };
}

/**
 * The world's end, for one life of the firmware: call it right after the fork, before another listener takes
 * the firmware's greeting. Ends by itself with the channel.
 */
export function serveWorld(channel: IpcChannel, world: World, hooks: WorldHooks = {}): { close(): void } {
  let unlisten = (): void => undefined;
  let closed = false;

  const functions: WorldFunctions = {
    release: world.release,
    contact: world.contact,
    show: world.show,
    beep: world.beep,
    readRtc: world.readRtc,
    writeRtc: world.writeRtc,
    tamper: world.tamper,
    keys: world.keys,
    scan: world.scan,
    hand: world.hand,
    fault: world.fault,
    clock: world.clock,
    inspect: world.inspect,
    hello: async () => {
      const clock = await world.clocks.join(follower);
      if (closed) world.clocks.leave(follower);
      return { clock, relay: hooks.relay !== undefined, powerCut: hooks.powerCut !== undefined };
    },
    attach: async () => {
      unlisten();
      // An event for a firmware that is just being killed is lost, as in life.
      unlisten = world.listen((event) => void rpc.event.asEvent(event).catch(() => undefined));
    },
    detach: async () => unlisten(),
    relay: async (request) => {
      if (hooks.relay === undefined) throw new HalError('unsupported', 'sim', 'there is no back office');
      return hooks.relay(request);
    },
  };
  const rpc = createBirpc<FirmwareFunctions, WorldFunctions>(functions, overChannel(channel));

  /** A firmware that is gone has no timers; it must not stop the time of those that are left. */
  async function unlessGone<T>(call: Promise<T>, otherwise: T): Promise<T> {
    try {
      return await call;
    } catch (error) {
      // The channel may not have noticed yet.
      if (closed || isGone(error)) return otherwise;
      throw error;
    }
  }
  const follower: ClockFollower = {
    hold: () => unlessGone(rpc.hold(), -Infinity),
    nextDue: () => unlessGone<number | null>(rpc.nextDue(), null),
    advanceTo: (monotonic) => unlessGone<number | null>(rpc.advanceTo(monotonic), null),
    resume: (ms) => unlessGone<void>(rpc.resume(ms), undefined),
    step: (ms, trusted) => unlessGone<void>(rpc.step(ms, trusted), undefined),
  };

  const onMessage = (message: unknown, handle: unknown): void => {
    if (isPowerCut(message)) hooks.powerCut?.(handle instanceof Socket ? handle : null);
  };
  const close = (): void => {
    if (closed) return;
    closed = true;
    unlisten();
    world.clocks.leave(follower);
    channel.off('message', onMessage);
    channel.off('disconnect', close);
    rpc.$close(goneError());
  };
  channel.on('message', onMessage);
  channel.once('disconnect', close);
  return { close };
}
