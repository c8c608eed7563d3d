import { COURIER_QR, HOUR, Rig } from '../helpers/rig';

/**
 * Parcels that go from hand to hand, or that need a second code at the locker: against the one-time code of the day.
 * It is Saturday, 21 November 2026, eleven o'clock in Berlin.
 */

const TODAY = '2026-11-21';
const TOMORROW = '2026-11-22';
const LABEL = '00340434161094021501';
const CODE = '482716';

let rig: Rig;
beforeEach(async () => {
  rig = await Rig.running();
});
afterEach(() => rig.end());

/** The operator announces a parcel and a delivery attempt. */
function attempt(id: string, pin: string, deliveryDate = TODAY): void {
  rig.announce({ id: 'p1', label: LABEL, size: 'M', handover: true });
  rig.grant(id, { kind: 'handover', parcel: 'p1', pin, deliveryDate });
  rig.publish();
}

/** The courier scans badge and label; then somebody types. */
async function courierScans(label = LABEL): Promise<void> {
  await rig.scan(`LK1-${COURIER_QR}`);
  await rig.keys('3');
  await rig.scan(label);
}

async function handOver(digits: string): Promise<string> {
  await courierScans();
  await rig.keys(digits);
  return rig.screen();
}

const refusals = () => rig.events().flatMap((event) => (event.type === 'access.refused' ? [event.reason] : []));
const handedOver = () => rig.events().filter((event) => event.type === 'parcel.handed-over');

/** Nothing that was typed is anywhere but where it belongs. */
function expectNoCodes(...codes: string[]): void {
  const text = JSON.stringify(rig.events());
  for (const code of codes) expect(text).not.toContain(code);
}

describe('the courier hands a parcel over', () => {
  test('to whoever tells the code: the event is the proof of delivery', async () => {
    attempt('h1', CODE);
    expect(await handOver(CODE)).toBe('handover-done');
    expect(handedOver()).toMatchObject([
      { parcel: 'p1', grant: 'h1', person: 'c1', method: 'pin', deliveryDate: TODAY, clock: 'synchronized' },
    ]);
    // The message ends after four seconds; the label again: it is gone.
    await rig.advance(4_000);
    await rig.scan(LABEL);
    expect(rig.lines()[0]).toBe('This parcel has been');
    expectNoCodes(CODE);
  });

  test('one wrong code, one with a slip of the finger, then the right one', async () => {
    attempt('h1', CODE);
    expect(await handOver('482717')).toBe('refused');
    await rig.advance(4_000);
    expect(rig.screen()).toBe('handover-code');
    // The display shows stars only, the page nothing else.
    await rig.keys('483');
    expect(rig.lines()[1]).toBe('***');
    await rig.keys('*2716');
    expect(rig.screen()).toBe('handover-done');
    expect(refusals()).toEqual(['unknown']);
    expectNoCodes(CODE, '482717');
  });

  test('three wrong codes, and a new attempt while they stand there: the screen follows, and its code counts', async () => {
    attempt('h1', CODE);
    await courierScans();
    for (const wrong of ['000001', '000002', '000003']) {
      await rig.keys(wrong);
      await rig.advance(4_000);
    }
    expect(rig.lines()[0]).toBe('Code closed:');
    attempt('h2', '900813');
    await rig.keys('9');
    expect(rig.lines().slice(0, 2)).toEqual(["Recipient's code:", '*']);
    await rig.keys('00812');
    expect([rig.screen(), rig.lines()[0]]).toEqual(['refused', 'Code not accepted']);
    await rig.advance(4_000);
    expect(rig.lines()[0]).toBe("Recipient's code:");
    await rig.keys('900813');
    expect(rig.screen()).toBe('handover-done');
  });

  test('the code is no use at the idle screen', async () => {
    attempt('h1', CODE);
    await rig.keys(CODE);
    expect(rig.screen()).toBe('refused');
    expect(handedOver()).toEqual([]);
  });

  test('a badge that was revoked while the recipient looked for the code hands nothing over', async () => {
    attempt('h1', CODE);
    await courierScans();
    rig.revoke('courier');
    rig.publish();
    await rig.keys(CODE);
    expect(rig.screen()).toBe('refused');
    expect(handedOver()).toEqual([]);
    await rig.advance(4_000);
    expect(rig.screen()).toBe('idle');
  });

  test('labels that lead nowhere say why', async () => {
    rig.announce({ id: 'p2', label: 'PLAIN', size: 'S' });
    rig.announce({ id: 'p3', label: 'NO-ATTEMPT', size: 'S', handover: true });
    attempt('h1', CODE);
    await rig.deposit({ id: 'p4', label: 'INSIDE', size: 'S' });
    const says = async (label: string) => {
      await courierScans(label);
      expect(rig.screen()).toBe('refused');
      return rig.lines()[0];
    };
    expect(await says('INSIDE')).toBe('It is in the locker:');
    expect(await says('NOBODYS')).toBe('This label is not');
    expect(await says('PLAIN')).toBe('No code needed:');
    expect(await says('NO-ATTEMPT')).toBe('No delivery code for');
  });
});

describe('the day', () => {
  const toMidnight = (): number => Date.UTC(2026, 10, 21, 23) - rig.time.wall();

  test('the code counts until midnight at the locker, and not a second longer', async () => {
    attempt('h1', CODE);
    // The courier's badge is scanned, then it strikes twelve.
    await rig.advance(toMidnight() - 2_000);
    await courierScans();
    await rig.advance(2_000);
    await rig.keys(CODE);
    expect(rig.screen()).toBe('refused');
    expect(refusals()).toEqual(['wrong-day']);
    attempt('h2', '900813', TOMORROW);
    expect(await handOver('900813')).toBe('handover-done');
  });

  test('a second before midnight it is accepted', async () => {
    attempt('h1', CODE);
    await rig.advance(toMidnight() - 1);
    expect(await handOver(CODE)).toBe('handover-done');
  });

  test('tomorrow’s code is not for today, and typing it early does not use it up', async () => {
    attempt('h1', CODE, TOMORROW);
    for (let n = 0; n < 4; n += 1) expect(await handOver(CODE)).toBe('refused');
    expect(refusals()).toEqual(['wrong-day', 'wrong-day', 'wrong-day', 'wrong-day']);
    await rig.advance(14 * HOUR);
    expect(await handOver(CODE)).toBe('handover-done');
  });

  test('a clock set back does not bring yesterday’s code back', async () => {
    attempt('h1', CODE);
    await rig.advance(14 * HOUR);
    rig.time.step(-14 * HOUR, true);
    await rig.advance(1_000);
    expect(await handOver(CODE)).toBe('refused');
    expect(refusals()).toEqual(['expired']);
    await rig.cut();
    expect(await handOver(CODE)).toBe('refused');
  });

  test('a jump that nobody vouches for neither ends today’s code nor brings tomorrow’s', async () => {
    attempt('h1', CODE);
    rig.announce({ id: 'p2', label: 'OTHER', size: 'S', handover: true });
    rig.grant('h2', { kind: 'handover', parcel: 'p2', pin: '900813', deliveryDate: TOMORROW });
    rig.publish();
    rig.time.step(24 * HOUR, false);
    await rig.advance(60_000);
    await courierScans('OTHER');
    await rig.keys('900813');
    expect(refusals()).toEqual(['wrong-day']);
    expect(await handOver(CODE)).toBe('handover-done');
    expect(handedOver()).toMatchObject([{ clock: 'untrusted' }]);
  });

  test('a board that was dark and has no time: the day it was yesterday may be over, so tomorrow’s code counts', async () => {
    attempt('h1', CODE, TOMORROW);
    rig.time.step(0, false);
    await rig.cut();
    expect(await handOver(CODE)).toBe('handover-done');
  });
});

describe('three wrong ones', () => {
  const wrong = async () => {
    await courierScans();
    for (const digits of ['000001', '000002', '000003']) {
      await rig.keys(digits);
      expect(rig.screen()).toBe('refused');
      await rig.advance(4_000);
      expect(rig.screen()).toBe('handover-code');
    }
  };

  test('end the code for good, and only a new attempt brings another, on the same day too', async () => {
    attempt('h1', CODE);
    await wrong();
    expect(rig.lines()[0]).toBe('Code closed:');
    await rig.keys(CODE);
    expect(rig.screen()).toBe('refused');
    await rig.cut();
    expect(await handOver(CODE)).toBe('refused');
    expect(refusals()).toEqual(['unknown', 'unknown', 'unknown', 'locked-out', 'locked-out']);
    rig.revoke('h1');
    attempt('h2', '900813');
    expect(await handOver(CODE)).toBe('refused');
    await rig.advance(4_000);
    expect(await handOver('900813')).toBe('handover-done');
    expect(handedOver()).toMatchObject([{ grant: 'h2' }]);
  });

  test('the same attempt published again, with a higher rev too, is no new one', async () => {
    attempt('h1', CODE);
    await wrong();
    rig.revoke('h1');
    rig.publish();
    attempt('h1', CODE);
    expect(await handOver(CODE)).toBe('refused');
    rig.grant('h1', { kind: 'handover', parcel: 'p1', pin: '900813', deliveryDate: TODAY, rev: 2 });
    rig.publish();
    expect(await handOver('900813')).toBe('refused');
    expect(handedOver()).toEqual([]);
  });

  test('are counted through power cuts at the worst moment', async () => {
    attempt('h1', CODE);
    let cuts = 0;
    for (const digits of ['000001', '000002', '000003']) {
      await courierScans();
      await rig.keys(digits.slice(0, -1));
      let commits = 0;
      rig.atPoint = (point) => {
        // The power goes right after the first commit of this try.
        if (point !== 'after-commit' || ++commits > 1) return;
        cuts += 1;
        rig.die();
      };
      await rig.inTheDark(() => rig.keys(digits.slice(-1)));
      rig.atPoint = () => undefined;
      await rig.cut();
    }
    expect(cuts).toBe(3);
    expect(await handOver(CODE)).toBe('refused');
    expect(refusals()).toEqual(['locked-out']);
  });

  test('do not close PIN entry for customers', async () => {
    await rig.stored({ id: 'p9', label: 'ANN', size: 'S' }, '654321');
    attempt('h1', CODE);
    await wrong();
    await rig.keys('*');
    await rig.keys('**');
    await rig.keys('654321');
    expect(rig.screen()).toBe('opening');
  });
});

describe('a new attempt', () => {
  test('ends the one before, dropped by the operator or not', async () => {
    attempt('h1', CODE);
    attempt('h2', '900813');
    expect(await handOver(CODE)).toBe('refused');
    await rig.advance(4_000);
    await rig.keys('900813');
    expect(rig.screen()).toBe('handover-done');
  });
});

describe('a power cut while the parcel changes hands', () => {
  test.each(['before-commit', 'after-commit'] as const)('%s: handed over once or not at all', async (where) => {
    attempt('h1', CODE);
    await courierScans();
    await rig.keys(CODE.slice(0, -1));
    let seen = 0;
    rig.atPoint = (point) => {
      // The second commit is the one that tells of the hand-over.
      if (point === where && ++seen === 2) rig.die();
    };
    await rig.inTheDark(() => rig.keys(CODE.slice(-1)));
    expect(rig.alive()).toBe(false);
    rig.atPoint = () => undefined;
    await rig.cut();
    expect(handedOver()).toHaveLength(where === 'after-commit' ? 1 : 0);
    await courierScans();
    await rig.keys(CODE);
    expect(handedOver()).toHaveLength(1);
  });
});
