import type { Desk } from './visit';
import { Visit } from './visit';

/**
 * The beeper, as loudspeakers get it: whatever the page plays goes through a meter as well, put there before the
 * page's own program runs.
 */
const METER = `(() => {
  const meter = { starts: 0, contexts: 0, peak: 0 };
  globalThis.meter = meter;
  const { connect } = AudioNode.prototype;
  AudioNode.prototype.connect = function (target, ...rest) {
    if (target instanceof AudioDestinationNode) {
      const analyser = new AnalyserNode(this.context, { fftSize: 2048 });
      connect.call(this, analyser);
      const samples = new Float32Array(analyser.fftSize);
      const timer = setInterval(() => {
        analyser.getFloatTimeDomainData(samples);
        meter.peak = Math.max(meter.peak, ...samples.map(Math.abs));
      }, 20);
      setTimeout(() => clearInterval(timer), 3_000);
    }
    return connect.call(this, target, ...rest);
  };
  const { start } = OscillatorNode.prototype;
  OscillatorNode.prototype.start = function (...when) {
    meter.starts += 1;
    return start.apply(this, when);
  };
  const Context = AudioContext;
  globalThis.AudioContext = class extends Context {
    constructor(...options) {
      super(...options);
      meter.contexts += 1;
    }
  };
})()`;

interface Meter {
  readonly starts: number;
  readonly contexts: number;
  /** Highest amplitude so far, 1 = full scale. */
  readonly peak: number;
}

/** Far above noise, 1 = full scale. */
const AUDIBLE = 0.02;

const visit = new Visit();
let desk: Desk;
const meter = (): Promise<Meter> => desk.page.evaluate<Meter>('({ ...globalThis.meter })');
const beeper = () => desk.page.locator('.beeper');

beforeAll(async () => {
  await visit.start();
  const context = await visit.stranger();
  await context.addInitScript(METER);
  const page = await context.newPage();
  await page.goto(await visit.address());
  desk = visit.deskAt(page);
  await desk.door('A1').waitFor();
});
afterAll(() => visit.stop());
afterEach(() => expect(visit.complaints).toEqual([]));

test('before anybody has touched the page it is silent, without a fault; what sounds is seen', async () => {
  await visit.demo.keys('1');
  await beeper().and(desk.page.locator('.sounds-key')).waitFor();
  expect(await meter()).toEqual({ starts: 0, contexts: 0, peak: 0 });
  await visit.demo.keys('*');
});

test('after the first click a key is heard, and a refusal is heard as another sound', async () => {
  await desk.key('1').click();
  await visit.demo.until('a sound', async () => (await meter()).peak > AUDIBLE);
  const { starts } = await meter();
  expect(starts).toBeGreaterThan(0);
  for (const digit of '23456') await desk.key(digit).click();
  await beeper().and(desk.page.locator('.sounds-refused')).waitFor();
  await visit.demo.advance('PT1M');
});

test('switched off it is silent, also after a reload; switched on it is heard again', async () => {
  await desk.button('Sound on').click();
  await desk.page.reload();
  await desk.door('A1').waitFor();
  await desk.key('1').click();
  await beeper().and(desk.page.locator('.sounds-key')).waitFor();
  expect(await meter()).toMatchObject({ starts: 0, peak: 0 });

  await desk.button('Sound off').click();
  await desk.key('*').click();
  await visit.demo.until('a sound', async () => (await meter()).peak > AUDIBLE);
});
