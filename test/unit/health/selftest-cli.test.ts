import { lockerctl } from '../../helpers/lockerctl';
import { panelRig, type Rig } from '../../integration/panel-rig';

let rig: Rig;
beforeEach(async () => {
  rig = await panelRig();
});
afterEach(() => rig.stop());

const ctl = (...args: string[]) => lockerctl(['--socket', rig.socketFile, ...args]);

test('says for each device what was found', async () => {
  expect(await ctl('selftest')).toEqual({ code: 0, out: 'DEVICE        FOUND\nkeypad  good  x\n', err: '' });
  rig.healthy = false;
  const { code, out, err } = await ctl('selftest', '--json');
  expect(code).toBe(1);
  expect(JSON.parse(out)).toEqual({ ok: false, devices: [{ device: 'keypad', ok: false, detail: 'x' }] });
  expect(err).toBe('lockerctl: 1 device is not as it should be\n');
});

test('opens doors only when told, asks for each to be closed, and leaves alone what it must not open', async () => {
  const { code, out } = await ctl('selftest', '--open-doors');
  expect(code).toBe(0);
  expect(out).toContain('door 1 (A1) opened after 120 ms; please close it\n');
  expect(out).toContain('door 2 (A2): an opening is under way\n');
  expect(out).toContain('A1    opened      120 ms');
  expect(out).toContain('A2    left alone          an opening is under way');
  expect(rig.asked).toEqual([['open', 'A1', { person: 'kim', reason: 'self-test' }]]);
});

test('waits until a door that stands open is closed', async () => {
  const [a1, a2] = rig.state.compartments;
  rig.state = { ...rig.state, compartments: [{ ...a1!, door: 'open' }, a2!] };
  const running = ctl('selftest', '--open-doors', '--json');
  while (!rig.asked.includes('closed')) {
    await new Promise((resolve) => setImmediate(resolve));
    rig.state = { ...rig.state, compartments: [{ ...a1!, door: 'closed' }, a2!] };
    rig.asked.push('closed');
  }
  const { out, err } = await running;
  expect(JSON.parse(out)).toMatchObject({ doors: [{ compartment: 'A1', opened: true }, { opened: null }] });
  expect(err).toContain('door 1 (A1) opened after 120 ms; please close it');
});
