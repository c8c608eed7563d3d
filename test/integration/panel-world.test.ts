import { request } from 'node:http';
import type { Beep, Hal } from '../../hal/ports';
import { withEar } from '../../firmware/sounds';
import { panelRig, SITE, type Rig } from './panel-rig';

const API = '/api/v1';
let rig: Rig;
beforeEach(async () => {
  rig = await panelRig();
});
afterEach(() => rig.stop());

/** What the stream tells, message by message. */
function follow(): Promise<{ next(text: string): Promise<string>; close(): void }> {
  return new Promise((resolve, reject) => {
    const call = request({ socketPath: rig.socketFile, path: `${API}/stream`, agent: false }, (response) => {
      let told = '';
      let wake = (): void => undefined;
      response.setEncoding('utf8').on('data', (text: string) => {
        told += text;
        wake();
      });
      resolve({
        async next(text) {
          for (;;) {
            const found = told.split('\n\n').find((message) => message.includes(text));
            if (found !== undefined) return found;
            await new Promise<void>((done) => (wake = done));
          }
        },
        close: () => call.destroy(),
      });
    });
    call.on('error', reject);
    call.end();
  });
}

test('the site tells what is built in and how the wall stands', async () => {
  const reply = await rig.unix('GET', `${API}/site`);
  expect(reply.status).toBe(200);
  expect(reply.json()).toEqual(SITE);
});

test('faults that are on, and whether there is a network', async () => {
  const reply = await rig.unix('GET', `${API}/sim/faults`);
  expect(reply.json()).toEqual({ faults: { 'door:A1': 'jam' }, fired: {}, network: true });
});

test('the network goes by a call: the world remembers it, and the link is cut', async () => {
  expect((await rig.unix('POST', `${API}/sim/network`, { body: { online: false } })).status).toBe(200);
  expect(rig.asked).toEqual([
    ['network', false],
    ['link', false],
  ]);
  for (const body of [{}, { online: 'no' }, { online: true, now: 1 }]) {
    expect((await rig.unix('POST', `${API}/sim/network`, { body })).status).toBe(422);
  }
});

test('whoever watches hears the beeper, and sees a fault that somebody else has set', async () => {
  const stream = await follow();
  rig.sound('refused');
  expect(await stream.next('sound')).toBe('event: sound\ndata: {"sound":"refused"}');
  await rig.unix('POST', `${API}/sim/faults`, { body: { target: 'door:A1', fault: 'jam' } });
  expect(await stream.next('event: sim')).toContain('"door:A1":"jam"');
  stream.close();
});

test('a beeper that is away is not heard', async () => {
  const broken = new Set<Beep>(['refused']);
  const beeper = {
    beep: (sound: Beep) => (broken.has(sound) ? Promise.reject(new Error('away')) : Promise.resolve()),
  };
  const { hal, onSound } = withEar({ beeper } as Hal);
  const heard: Beep[] = [];
  const stop = onSound((sound) => heard.push(sound));
  await hal.beeper?.beep('accepted');
  await expect(hal.beeper?.beep('refused')).rejects.toThrow('away');
  stop();
  await hal.beeper?.beep('attention');
  expect(heard).toEqual(['accepted']);
});
