import type { Child, Exit } from '../../../scripts/demo/child';
import { Service } from '../../../scripts/demo/service';

/** A child that is gone when a test says so. */
class Life {
  readonly exited: Promise<Exit>;
  killed = 0;
  private end!: (exit: Exit) => void;

  constructor() {
    this.exited = new Promise((end) => (this.end = end));
  }

  kill(): Promise<Exit> {
    this.killed += 1;
    return this.exited;
  }

  stop(): Promise<Exit> {
    this.gone();
    return this.exited;
  }

  gone(): void {
    this.end({ code: null, signal: 'SIGKILL' });
  }
}

let lives: Life[];
let deaths: number;
let service: Service;
beforeEach(() => {
  lives = [];
  deaths = 0;
  service = new Service({
    name: 'lockerd',
    spawn: () => {
      const life = new Life();
      lives.push(life);
      return life as unknown as Child;
    },
    onDeath: () => {
      deaths += 1;
      return true;
    },
    say: () => undefined,
  });
  service.start();
});
afterEach(() => service.stop());

test('two cut the power at once: one is killed, one is started, and both hear when it is there', async () => {
  const cuts = [service.powerCycle(), service.powerCycle()];
  lives[0]?.gone();
  await Promise.all(cuts);
  expect(lives).toHaveLength(2);
  expect(lives.map(({ killed }) => killed)).toEqual([1, 0]);
  expect(service.child).toBe(lives[1]);
  expect(deaths).toBe(0);
});

test('who comes after that gets a power cut of their own', async () => {
  for (const life of [0, 1]) {
    const cut = service.powerCycle();
    lives[life]?.gone();
    await cut;
  }
  expect(lives.map(({ killed }) => killed)).toEqual([1, 1, 0]);
  expect(deaths).toBe(0);
});

test('nobody is started for whom the end was meant meanwhile', async () => {
  const cut = service.powerCycle();
  await service.stop();
  lives[0]?.gone();
  await cut;
  expect(lives).toHaveLength(1);
});
