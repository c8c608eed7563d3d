import fc from 'fast-check';
import { DoorContact } from '../../../hal/linux/door-contact';
import { Expander } from '../../../hal/linux/expander';
import { Mcp23017, type ExpanderSettings } from '../../../hal/linux/mcp23017';
import { VirtualTime } from '../../../hal/sim/virtual-time';
import type { DoorReading } from '../../../hal/ports';
import { deviceLog, FakeInput, FakeMcp23017 } from './fakes';

const PINS = [
  { pin: 'A0', direction: 'in', activeLow: true },
  { pin: 'B1', direction: 'in', activeLow: true },
  { pin: 'A7', direction: 'out', activeLow: false },
  { pin: 'B7', direction: 'out', activeLow: true },
] as const;
const SETTINGS: ExpanderSettings = { name: 'x1', bus: 1, address: 0x21, pollMs: 50, pins: PINS };
const [A0, B1, A7, B7] = [1, 1 << 9, 1 << 7, 1 << 15];

function rig() {
  const time = new VirtualTime({ frozen: true });
  const chip = new FakeMcp23017(0x21);
  return { time, chip };
}

describe('setting up', () => {
  test('directions, pull-ups and latch; pins that nobody uses don’t float', async () => {
    const { time, chip } = rig();
    await Mcp23017.open(SETTINGS, chip, time);
    expect(chip.word(0x00)).toBe(0xffff & ~(A7 | B7));
    expect(chip.word(0x0c)).toBe(chip.word(0x00));
    expect(chip.driven()).toBe(B7);
    expect(chip.word(0x04)).toBe(0);
  });

  test('an output is never driven active on the way', async () => {
    const { time, chip } = rig();
    // As a chip comes that kept its latch.
    chip.registers.set([0xff, 0x7f], 0x14);
    const driven: number[] = [];
    chip.onDrive.listen((word) => driven.push(word));
    await Mcp23017.open(SETTINGS, chip, time);
    for (const word of driven) expect(word & A7).toBe(0);
    // B7 is active low: once it is an output it is high.
    const outputs = driven.filter(() => (chip.word(0) & B7) === 0);
    expect(outputs.at(-1)! & B7).toBe(B7);
  });

  test('with an interrupt line: mirrored, open drain, on all inputs', async () => {
    const { time, chip } = rig();
    const line = new FakeInput('int', time);
    await Mcp23017.open(SETTINGS, chip, time, line.open());
    expect([chip.registers[0x0a], chip.word(0x04)]).toEqual([0x44, A0 | B1]);
  });

  test('a chip that does not answer is lost, with the place to look at', async () => {
    const { time, chip } = rig();
    chip.silent = true;
    await expect(Mcp23017.open(SETTINGS, chip, time)).rejects.toThrow(/no answer at 0x21 on i2c-1/);
  });
});

describe('outputs', () => {
  test('each by itself, the others stay', async () => {
    const { time, chip } = rig();
    const x1 = await Mcp23017.open(SETTINGS, chip, time);
    const [a7, b7] = [x1.output('A7'), x1.output('B7')];
    await a7.set(true);
    expect(chip.driven()).toBe(A7 | B7);
    await b7.set(true);
    expect(chip.driven()).toBe(A7);
    await Promise.all([a7.set(false), b7.set(false)]);
    expect(chip.driven()).toBe(B7);
    await a7.set(true);
    await a7.close();
    await a7.close();
    expect(chip.driven()).toBe(B7);
    await expect(a7.set(true)).rejects.toMatchObject({ code: 'lost' });
  });

  test('a single disturbed transfer is made again', async () => {
    const { time, chip } = rig();
    const x1 = await Mcp23017.open(SETTINGS, chip, time);
    chip.disturbed = 1;
    await x1.output('A7').set(true);
    expect(chip.driven()).toBe(A7 | B7);
  });

  test('the off switch names the bits of this output only', async () => {
    const { time, chip } = rig();
    const x1 = await Mcp23017.open(SETTINGS, chip, time);
    const place = { kind: 'register', bus: 1, address: 0x21 };
    expect(x1.output('A7').offSwitch).toEqual({ ...place, register: 0x14, mask: 0x80, value: 0 });
    expect(x1.output('B7').offSwitch).toEqual({ ...place, register: 0x15, mask: 0x80, value: 0x80 });
  });

  test('closing switches everything off', async () => {
    const { time, chip } = rig();
    const x1 = await Mcp23017.open(SETTINGS, chip, time);
    await x1.output('A7').set(true);
    await x1.close();
    await x1.close();
    expect(chip.driven()).toBe(B7);
    await time.advance(1_000);
  });
});

describe('inputs', () => {
  test('polled: an edge shows within the poll', async () => {
    const { time, chip } = rig();
    const x1 = await Mcp23017.open(SETTINGS, chip, time);
    const [a0, b1] = [x1.input('A0'), x1.input('B1')];
    const edges: string[] = [];
    a0.onEdge(({ active }) => edges.push(`a0 ${active}`));
    b1.onEdge(({ active }) => edges.push(`b1 ${active}`));
    chip.grounded = A0;
    await time.advance(50);
    chip.grounded = A0 | B1;
    expect(await b1.read()).toBe(true);
    chip.grounded = 0;
    await time.advance(50);
    expect(edges).toEqual(['a0 true', 'b1 true', 'a0 false', 'b1 false']);
  });

  test('polled at rest: one transfer each time, and its set-up once a second', async () => {
    const { time, chip } = rig();
    await Mcp23017.open(SETTINGS, chip, time);
    const before = chip.transfers;
    await time.advance(3_000);
    expect(chip.transfers - before).toBe(3 * (1_000 / SETTINGS.pollMs + 1));
  });

  test('an edge that an output’s own look at the chip finds is told', async () => {
    const { time, chip } = rig();
    const line = new FakeInput('int', time);
    const x1 = await Mcp23017.open(SETTINGS, chip, time, line.open());
    const edges: boolean[] = [];
    x1.input('A0').onEdge(({ active }) => edges.push(active));
    // Reading the pins clears the interrupt: nobody would come for it later.
    chip.grounded = A0;
    await x1.output('A7').set(true);
    expect(edges).toEqual([true]);
  });

  test('with an interrupt line the chip is left alone until it calls', async () => {
    const { time, chip } = rig();
    const line = new FakeInput('int', time);
    const x1 = await Mcp23017.open(SETTINGS, chip, time, line.open());
    const edges: boolean[] = [];
    x1.input('A0').onEdge(({ active }) => edges.push(active));
    const before = chip.transfers;
    await time.advance(900);
    expect(chip.transfers).toBe(before);
    chip.grounded = A0;
    line.move(true);
    await time.advance(0);
    expect(edges).toEqual([true]);
  });
});

describe('a chip that forgot its set-up', () => {
  test('is lost, and no level of it is believed', async () => {
    const { time, chip } = rig();
    const x1 = await Mcp23017.open(SETTINGS, chip, time);
    chip.grounded = A0;
    const a0 = x1.input('A0');
    expect(await a0.read()).toBe(true);
    const lost: string[] = [];
    x1.onLost((detail) => lost.push(detail));
    chip.reset();
    await expect(a0.read()).rejects.toThrow(/forgotten its set-up/);
    await time.advance(500);
    expect(lost).toHaveLength(1);
  });

  test('is noticed when an output is switched off: a dip that its own pulse made', async () => {
    const { time, chip } = rig();
    const x1 = await Mcp23017.open(SETTINGS, chip, time);
    const a7 = x1.output('A7');
    await a7.set(true);
    chip.reset();
    await expect(a7.set(false)).rejects.toThrow(/forgotten/);
  });

  test('whatever happens to it: every reading told was true, and in the end it works', async () => {
    const step = fc.record({
      do: fc.constantFrom('door', 'reset', 'silence', 'answer', 'disturb', 'pulse'),
      ms: fc.integer({ min: 0, max: 1_500 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 20 }), async (steps) => {
        const { time, chip } = rig();
        const { onDevice } = deviceLog();
        const expander = new Expander(SETTINGS, chip, null, { time, onDevice });
        const contact = new DoorContact('A1', { closedWhen: 'active' }, async () => expander.input('A0'), {
          time,
          onDevice,
        });
        expander.onBack(() => contact.line.hurry());
        chip.grounded = A0;
        await expander.start();
        await contact.start();
        const door = (): DoorReading => (chip.grounded & A0 ? 'closed' : 'open');
        const wrong: DoorReading[] = [];
        contact.onChange((reading) => reading !== 'unknown' && reading !== door() && wrong.push(reading));
        for (const { do: what, ms } of steps) {
          if (what === 'door') chip.grounded ^= A0;
          if (what === 'reset') chip.reset();
          if (what === 'silence') chip.silent = true;
          if (what === 'answer') chip.silent = false;
          if (what === 'disturb') chip.disturbed = 2;
          if (what === 'pulse') {
            void (async () => {
              const a7 = expander.output('A7');
              await a7.set(true);
              await a7.set(false);
            })().catch(() => undefined);
          }
          await time.advance(ms);
        }
        chip.silent = false;
        chip.disturbed = 0;
        await time.advance(130_000);
        expect(await contact.read()).toBe(door());
        expect(wrong).toEqual([]);
        expect(chip.driven() & A7).toBe(0);
        await contact.stop();
        await expander.stop();
      }),
      { numRuns: 60 },
    );
  }, 30_000);
});
