import { OpeningTimes } from '../../../firmware/doors/opening-times';
import { lockerctl } from '../../helpers/lockerctl';
import { panelRig, type Rig } from '../../integration/panel-rig';

let rig: Rig;
beforeEach(async () => {
  rig = await panelRig();
  const times = new OpeningTimes(rig.store, { now: () => Date.UTC(2026, 10, 21, 10) }, 2_000);
  rig.store.write(() => [300, 320, 1_900, 1_800, 1_850, 1_700].forEach((ms) => times.add('A1', ms)));
});
afterEach(() => rig.stop());

const ctl = (...args: string[]) => lockerctl(['--socket', rig.socketFile, ...args]);

test('doors: medians of the first and the latest, and the stiff one stands out', async () => {
  expect((await ctl('doors')).out).toBe(
    'ID  OPENINGS  FIRST 20  LAST 20  LAST    AT\n' +
      'A1  6         1.75 s    1.75 s   1.70 s  2026-11-21 10:00:00Z  STIFF\n' +
      'A2  0\n',
  );
  expect(JSON.parse((await ctl('doors', '--json')).out)).toEqual([
    expect.objectContaining({ id: 'A1', openings: 6, medianMs: 1_750, stiff: true }),
    expect.objectContaining({ id: 'A2', openings: 0, medianMs: null, stiff: false }),
  ]);
});

test('one door: every opening, the newest first, with a bar', async () => {
  const { out } = await ctl('doors', 'A1');
  const lines = out.trimEnd().split('\n').slice(4);
  expect(lines[0]).toMatch(/^6 +2026-11-21 10:00:00Z +1\.70 s +#{36}$/);
  expect(lines.at(-1)).toMatch(/^1 .* 0\.30 s +#{6}$/);
  expect(JSON.parse((await ctl('doors', 'A1', '--json')).out)).toMatchObject({ id: 'A1', history: { length: 6 } });
  expect(await ctl('doors', 'Z9')).toMatchObject({
    code: 1,
    err: 'lockerctl: there is no compartment Z9: there are A1, A2\n',
  });
});

test('compartments tell how fast their doors are, as soon as one was opened', async () => {
  const [head, first, second] = (await ctl('compartments')).out.split('\n');
  expect(head).toBe('ID  NO  SIZE  STATE  DOOR    OPENS IN      LAST    UNTIL  PARCELS');
  expect(first).toBe('A1  1   S     free   closed  1.75 s stiff  1.70 s');
  expect(second).toBe('A2  2   S     free   closed');
});

test('another lock: counted anew, and the audit log says who says so', async () => {
  expect((await ctl('doors', 'A1', '--new-lock')).out).toBe('A1: its openings are counted anew\n');
  expect((await ctl('doors')).out).toMatch(/^A1 {2}0$/m);
  expect(rig.store.events.after(0, 10).at(-1)).toMatchObject({ type: 'door.lock-renewed', person: 'kim' });
  expect((await ctl('doors', '--new-lock')).code).toBe(64);
});
