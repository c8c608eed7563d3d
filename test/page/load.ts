import { Agent, request } from 'node:http';
import path from 'node:path';
import type { CDPSession } from 'playwright-core';
import type { Desk } from './visit';

/** The demo's devices fail and come back, one after the other: each is an event and changes the page's state. */
const DEVICES = ['rtc', 'scanner', 'keypad', 'beeper'];
const PER_SECOND = 60;
const TICK_MS = 10;
const MOVES_MS = 120_000;

export interface Load {
  readonly seconds: number;
  /** Events that the locker wrote, in a second. */
  readonly rate: number;
  /** Heap in use after collection, once when the page has as much to show as it ever keeps, and at the end; bytes. */
  readonly heap: { readonly begin: number; readonly end: number };
  /** Processor time of the page's main thread, as a part of one core. */
  readonly core: number;
}

/** Keeps a locker busy at 60 events a second and looks at what that costs the page. */
export async function measureLoad(desk: Desk, seconds: number): Promise<Load> {
  const cdp = await desk.page.context().newCDPSession(desk.page);
  await cdp.send('Performance.enable', { timeDomain: 'threadTicks' });
  const world = new World(path.join(desk.demo.stateDir, 'lockerd.sock'));
  // The list of events fills up first: what is looked at is whether it goes on growing then.
  await world.busy(WARM_UP_S);
  const before = await look(cdp);
  const from = await lastSeq(desk);
  // Ten minutes in which nobody touches the page would end its session.
  let moves = 0;
  const somebody = setInterval(() => void desk.page.mouse.move(100 + (moves++ % 2), 100), MOVES_MS);
  const began = performance.now();
  await world.busy(seconds);
  const took = (performance.now() - began) / 1_000;
  clearInterval(somebody);
  const [after, to] = [await look(cdp), await lastSeq(desk)];
  world.end();
  return {
    seconds: took,
    rate: (to - from) / took,
    heap: { begin: before.heap, end: after.heap },
    core: (after.busy - before.busy) / took,
  };
}

/** The page keeps 500 events. */
const WARM_UP_S = 10;

async function lastSeq({ demo }: Desk): Promise<number> {
  const { events } = await demo.ok<{ events: { seq: number }[] }>('GET', '/events?last=1');
  return events[0]?.seq ?? 0;
}

/** Heap after collection, bytes; time the main thread was busy since the page was opened, s. */
async function look(cdp: CDPSession): Promise<{ heap: number; busy: number }> {
  const metric = async (name: string): Promise<number> => {
    const { metrics } = await cdp.send('Performance.getMetrics');
    const found = metrics.find((one) => one.name === name);
    if (found === undefined) throw new Error(`Chromium tells no ${name}`);
    return found.value;
  };
  const busy = await metric('TaskDuration');
  await cdp.send('HeapProfiler.collectGarbage');
  return { busy, heap: await metric('JSHeapUsedSize') };
}

class World {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 4 });
  private step = 0;

  constructor(private readonly socketPath: string) {}

  async busy(seconds: number): Promise<void> {
    const began = performance.now();
    let sent = 0;
    let under: Promise<void>[] = [];
    for (let gone = 0; gone < seconds * 1_000; gone = performance.now() - began) {
      under = [];
      for (; sent < (gone / 1_000) * PER_SECOND; sent += 1) under.push(this.next());
      await Promise.all([...under, new Promise((next) => setTimeout(next, TICK_MS))]);
    }
  }

  end(): void {
    this.agent.destroy();
  }

  private next(): Promise<void> {
    const device = DEVICES[this.step % DEVICES.length];
    const fault = Math.floor(this.step / DEVICES.length) % 2 === 0 ? 'lost' : 'none';
    this.step += 1;
    return new Promise((done, fail) => {
      const call = request(
        {
          socketPath: this.socketPath,
          agent: this.agent,
          method: 'POST',
          path: '/api/v1/sim/faults',
          headers: { 'content-type': 'application/json' },
        },
        (answer) => {
          answer.resume().on('end', () => {
            if (answer.statusCode === 200) done();
            else fail(new Error(`a fault of ${device} was refused: ${answer.statusCode}`));
          });
        },
      );
      call.on('error', fail).end(JSON.stringify({ target: device, fault }));
    });
  }
}
