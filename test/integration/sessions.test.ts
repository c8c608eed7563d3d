import { ALLOWED, LABEL, RIG_LOCKER, WEEK } from '../helpers/offline';
import { COURIER_PIN, COURIER_QR, HOUR, Rig, SERVICE_PIN } from '../helpers/rig';
import { ticket } from '../helpers/signing';

/** What the operator learns of who was at the terminal, and how a badge ends that is taken back meanwhile. */

let rig: Rig;
beforeEach(async () => {
  rig = await Rig.running(ALLOWED);
});
afterEach(() => rig.end());

const told = (...types: string[]) => rig.events().filter(({ type }) => types.includes(type));
const sessions = () => told('session.started', 'session.ended');

const BADGE_ENDED = ['Your badge is not', 'valid any more.', 'Ask your office,', 'please'];

test('who came, with which badge, and how each session ended', async () => {
  await rig.keys(`${COURIER_PIN}0`);
  await rig.scan(`LK1-${COURIER_QR}`);
  await rig.keys('1');
  await rig.scan(`LK1-${COURIER_QR}`);
  await rig.advance(60_000);
  await rig.keys(SERVICE_PIN);
  await rig.advance(1_100);
  await rig.keys('*');
  const courier = { role: 'courier', grant: 'courier', person: 'c1' };
  expect(sessions()).toMatchObject([
    { type: 'session.started', ...courier, method: 'pin' },
    { type: 'session.ended', ...courier, method: 'pin', cause: 'left' },
    { type: 'session.started', ...courier, method: 'qr' },
    { type: 'session.ended', cause: 'other-code' },
    { type: 'session.started', ...courier, method: 'qr' },
    { type: 'session.ended', cause: 'time-out' },
    { type: 'session.started', role: 'service', grant: 'service', person: 't1', method: 'pin' },
    { type: 'session.ended', role: 'service', cause: 'left' },
  ]);
});

test('a message that covers a session ends none', async () => {
  await rig.deposit({ id: 'p1', label: LABEL });
  const before = sessions().length;
  await rig.keys(`${COURIER_PIN}1`);
  await rig.scan(LABEL);
  expect(rig.screen()).toBe('refused');
  await rig.advance(5_000);
  expect([rig.screen(), sessions().length]).toEqual(['deposit-label', before + 1]);
});

test('what a session leaves behind is told before its end', async () => {
  await rig.keys(SERVICE_PIN);
  await rig.advance(1_100);
  await rig.keys('42#');
  await rig.advance(1_000);
  await rig.hand('A1', 'close');
  await rig.scan(`LK1-${COURIER_QR}`);
  const types = rig.events().map(({ type }) => type);
  expect(types.slice(-4)).toEqual(['compartment.unverified', 'audit.finished', 'session.ended', 'session.started']);
});

test("a ticket's session names it, in the commit that uses it up: the operator can revoke it after a restore", async () => {
  let committed = 0;
  rig.atPoint = (point) => {
    if (point === 'after-commit') committed += 1;
  };
  const person = { kind: 'courier', person: 'c9' } as const;
  await rig.scan(ticket(RIG_LOCKER, person, { ...WEEK, id: '00000000000000c1' }));
  const grant = 'ticket:00000000000000c1';
  expect(sessions()).toMatchObject([{ type: 'session.started', grant, person: 'c9', method: 'ticket' }]);
  expect(rig.locker.store.grants.get(grant)?.state).toBe('used');
  expect(committed).toBe(1);
});

test('a ticket that is neither told nor used: power fails in that commit', async () => {
  const qr = ticket(RIG_LOCKER, { kind: 'courier', person: 'c9' }, WEEK);
  rig.atPoint = (point) => {
    if (point === 'before-commit') rig.die();
  };
  await rig.scan(qr);
  expect(rig.alive()).toBe(false);
  rig.atPoint = () => undefined;
  await rig.boot();
  expect(sessions()).toEqual([]);
  await rig.scan(qr);
  expect(rig.screen()).toBe('courier-menu');
});

test('a step that fails ends the session, and that is told too', async () => {
  await rig.keys(`${COURIER_PIN}1`);
  const failing = jest.spyOn(rig.locker.store.parcels, 'byLabel').mockImplementationOnce(() => {
    throw new Error('disk I/O error');
  });
  await rig.scan(LABEL);
  expect(failing).toHaveBeenCalledTimes(1);
  expect(rig.screen()).toBe('idle');
  expect(sessions().at(-1)).toMatchObject({ type: 'session.ended', person: 'c1', cause: 'fault' });
});

test.each([
  ['from a menu', ''],
  ['from the question about a door, which is in doubt then', '1#1'],
])('the store fails at the next badge: one session, one end (%s)', async (_, keys) => {
  await rig.keys(`${COURIER_PIN}${keys}`);
  if (keys !== '') {
    await rig.advance(1_000);
    await rig.hand('A1', 'close');
    expect(rig.screen()).toBe('deposit-confirm');
  }
  const failing = jest.spyOn(rig.locker.store.grants, 'byQr').mockImplementationOnce(() => {
    throw new Error('disk I/O error');
  });
  await rig.scan(`LK1-${COURIER_QR}`);
  expect(failing).toHaveBeenCalledTimes(1);
  expect(rig.screen()).toBe('idle');
  expect(sessions().map(({ type }) => type)).toEqual(['session.started', 'session.ended']);
  await rig.scan(`LK1-${COURIER_QR}`);
  await rig.keys('*');
  expect(sessions()).toHaveLength(4);
});

test('a session whose very first step fails has an end too', async () => {
  const { lockout } = rig.locker;
  const entry = lockout.entry.bind(lockout);
  let failed = 0;
  jest.spyOn(lockout, 'entry').mockImplementation((cost) => {
    if (failed > 0 || sessions().length === 0) return entry(cost);
    failed += 1;
    throw new Error('disk I/O error');
  });
  await rig.keys(COURIER_PIN);
  expect(failed).toBe(1);
  expect(rig.screen()).toBe('idle');
  expect(sessions()).toMatchObject([
    { type: 'session.started', person: 'c1' },
    { type: 'session.ended', person: 'c1', cause: 'fault' },
  ]);
});

describe('a badge that is taken back during its session', () => {
  async function technician(keys: string): Promise<void> {
    await rig.keys(SERVICE_PIN);
    await rig.advance(1_100);
    await rig.keys(keys);
    rig.revoke('service');
    rig.publish();
  }

  async function courier(keys: string): Promise<void> {
    await rig.keys(`${COURIER_PIN}${keys}`);
    rig.revoke('courier');
    rig.publish();
  }

  const steps: [string, (keys: string) => Promise<void>, string, string][] = [
    ['a technician, the self-test', technician, '', '3'],
    ['a technician, the state of a compartment', technician, '25', '#'],
    ['a technician, another menu', technician, '', '1'],
    ['a technician, an audit', technician, '', '4'],
    ['a courier, the menu', courier, '', '1'],
    ['a courier, a label', courier, '142', '#'],
    ['a courier, no label', courier, '1', '#'],
    ['a courier, expired parcels', courier, '', '2'],
    ['a courier, a hand-over', courier, '342', '#'],
  ];
  test.each(steps)('%s: told at the next step, and nothing is done', async (_name, begin, before, next) => {
    await begin(before);
    await rig.keys(next);
    await rig.advance(100);
    expect([rig.screen(), rig.lines()]).toEqual(['refused', BADGE_ENDED]);
    expect(told('selftest.done', 'door.opened')).toEqual([]);
    expect(told('access.refused')).toMatchObject([{ reason: 'unknown' }]);
    expect(sessions().at(-1)).toMatchObject({ type: 'session.ended', cause: 'badge' });
    await rig.advance(4_000);
    expect(rig.screen()).toBe('idle');
  });

  test('a courier who scans a label learns it then, not after the size', async () => {
    await courier('1');
    await rig.scan(LABEL);
    expect([rig.screen(), rig.lines()]).toEqual(['refused', BADGE_ENDED]);
  });

  test('what has been put in counts all the same', async () => {
    await rig.keys(`${COURIER_PIN}1#1`);
    await rig.advance(1_000);
    rig.revoke('courier');
    rig.publish();
    await rig.hand('A1', 'close');
    await rig.keys('#');
    expect(told('parcel.deposited')).toHaveLength(1);
    await rig.keys('*');
    expect(rig.lines()).toEqual(BADGE_ENDED);
  });

  test('an audit is told to have ended', async () => {
    await technician('42#');
    await rig.advance(1_000);
    await rig.hand('A1', 'close');
    await rig.keys('2#');
    expect(rig.lines()).toEqual(BADGE_ENDED);
    expect(told('audit.finished')).toMatchObject([{ asExpected: 1, left: 4, grant: 'service' }]);
  });
});

test('whatever doors and compartments do in a session is told with its grant and person', async () => {
  const closes = async (keys: string): Promise<void> => {
    await rig.advance(1_000);
    const [opening] = rig.locker.store.openings.unsettled();
    if (!opening) throw new Error(`no door opened: ${rig.screen()}`);
    if (keys === '9') await rig.keys(keys);
    await rig.hand(opening.compartment, 'close');
    if (keys !== '9') await rig.keys(keys);
  };
  await rig.stored({ id: 'p1', label: LABEL, windowHours: 1 }, '123456');
  await rig.advance(2 * HOUR);
  const from = rig.events().length;
  await rig.keys(`${COURIER_PIN}1#1`);
  for (const answer of ['9', '*']) await closes(answer);
  await rig.keys('*2#');
  await closes('*');
  await rig.keys('*41#');
  for (const answer of ['2#', '3#', '*']) await closes(answer);
  await rig.advance(60_000);
  const among = rig.events().slice(from);
  const of = among.filter(({ type }) => /^(door|compartment|parcel|audit|session)\./.test(type));
  expect(new Set(of.map(({ type }) => type))).toEqual(
    new Set([
      'session.started',
      'session.ended',
      'door.opened',
      'door.closed',
      'compartment.unverified',
      'compartment.verified-empty',
      'parcel.missing',
      'audit.started',
      'audit.finding',
      'audit.finished',
    ]),
  );
  expect(of.filter((event) => !('grant' in event && event.grant === 'courier' && event.person === 'c1'))).toEqual([]);
});
