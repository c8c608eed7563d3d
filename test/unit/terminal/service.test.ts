import type { HalErrorCode } from '../../../hal/errors';
import { render } from '../../../firmware/terminal/render';
import { complaintsOf } from '../../../firmware/terminal/selftest';
import { Person, PIN, QR, TECHNICIAN } from './person';

/** At the technician's menu, nothing sounded yet. */
function atMenu(): Person {
  const person = Person.technician();
  person.wishes.length = 0;
  return person;
}

test('a session begins at the menu; 1 and a number open that door', () => {
  const person = atMenu();
  expect([person.screen(), ...person.lines()]).toEqual([
    'service',
    '1=open a door',
    '2=block, unblock',
    '3=self-test',
    '4=check        0=end',
  ]);
  person.keys('1');
  expect(person.lines()).toEqual(['Open a door', 'Door number:', '', '*=back      #=open']);
  person.keys('7#');
  expect(person.wanted()).toEqual([{ do: 'service-open', number: 7, staff: TECHNICIAN }]);
});

test.each([
  ['a # too many, or one that is swallowed after the PIN', '#3#', 'selftest'],
  ['a # too many, or one that is swallowed after the PIN', '#25#', 'find-state'],
  ['a number without the menu', '3#', 'selftest'],
  ['no menu point at all', '57#', undefined],
])('whoever types fast and does not look opens no door by it: %s, %s', (_name, keys, wish) => {
  for (const pause of [0, 1_000]) {
    const person = Person.technicianAtOnce().wait(pause);
    person.wishes.length = 0;
    person.keys(keys);
    expect(person.wanted().map(({ do: what }) => what)).toEqual(
      wish === undefined ? [] : wish === 'selftest' ? ['selftest', 'record-selftest'] : [wish],
    );
  }
});

test("a customer who types a PIN at a technician's session opens nothing by it", () => {
  for (const pin of ['123456', '200512', '100007']) {
    const person = atMenu().keys(`${pin}#`);
    for (const wish of person.wanted()) expect('number' in wish ? wish.number : 0).toBe(0);
  }
});

test('* goes one step back each, 0 ends at once', () => {
  const person = atMenu().keys('212');
  expect(person.screen()).toBe('service-which');
  expect(person.keys('**').screen()).toBe('service-which');
  expect(person.keys('*').screen()).toBe('service');
  expect(person.keys('*').screen()).toBe('idle');
  expect(atMenu().keys('0').screen()).toBe('idle');
});

test('a compartment is taken out of service and put back, each time after a look at how it stands', () => {
  const person = atMenu().keys('25#');
  expect([person.screen(), person.lines()[1]]).toEqual(['service-state', 'is in service']);
  person.keys('#');
  expect([person.screen(), person.lines()[0]]).toEqual(['service-which', 'Door 5 blocked']);
  expect(person.wanted()).toEqual([
    { do: 'find-state', number: 5, staff: TECHNICIAN },
    { do: 'set-service', number: 5, out: true, staff: TECHNICIAN },
  ]);
  person.keys('5#');
  expect(person.lines()[1]).toBe('is out of service');
  expect(person.keys('#').lines()[0]).toBe('Door 5 unblocked');
  expect(person.wanted().at(-1)).toEqual({ do: 'set-service', number: 5, out: false, staff: TECHNICIAN });
});

test('whoever looks and goes back changes nothing', () => {
  const person = atMenu().keys('25#*');
  expect(person.screen()).toBe('service-which');
  expect(person.wanted()).toEqual([{ do: 'find-state', number: 5, staff: TECHNICIAN }]);
});

test('a number that no door has is said, and can be typed again', () => {
  const person = atMenu().keys('299#');
  expect([person.screen(), person.lines()[0]]).toEqual(['refused', 'There is no door']);
  expect(person.keys('5#').screen()).toBe('service-state');
});

test('a badge that was revoked meanwhile changes nothing', () => {
  const person = atMenu();
  person.clerk.instead.set('set-service', () => ({ type: 'code-refused', notice: 'badge' }));
  expect(person.keys('25##').screen()).toBe('refused');
  expect(person.wait(4_000).screen()).toBe('idle');
});

describe('the self-test', () => {
  const sick = [
    { device: 'keypad', ok: true, detail: 'works' },
    { device: 'door:A1', ok: false, detail: 'supply S1 drives another coil', problem: 'busy' as const },
    { device: 'scanner', ok: false, detail: 'does not answer on /dev/ttyUSB0: check its cable and its power supply' },
  ];

  test('all well: one key leads on', () => {
    const person = atMenu().keys('3');
    expect(person.lines()).toEqual(['Self-test passed', 'All 1 devices ok', '', '#=next']);
    expect(person.sounds()).toEqual(['key', 'done']);
    expect(person.keys('#').screen()).toBe('service');
  });

  test('complaints come one by one, in the language of whoever reads them', () => {
    const person = atMenu();
    person.clerk.reports = sick;
    person.keys('3');
    expect(person.lines()).toEqual(['1/2 Door contact 7', 'is busy:', 'test it again', '#=next      *=end']);
    person.keys('#');
    expect(person.lines()).toEqual(['2/2 Scanner', 'does not answer:', 'check cable, power', '#=next      *=end']);
    expect(person.wanted().at(-1)).toEqual({ do: 'record-selftest', reports: sick, by: TECHNICIAN });
    expect(person.keys('#').screen()).toBe('service');
  });

  test('while it runs the session can be left; what it finds is recorded all the same', () => {
    const person = atMenu();
    person.clerk.instead.set('selftest', () => null);
    person.keys('3#12');
    expect(person.lines()[0]).toBe('Self-test');
    person.keys('*0');
    expect(person.screen()).toBe('idle');
    person.give({ type: 'selftest', reports: sick, complaints: [], by: TECHNICIAN });
    expect(person.screen()).toBe('idle');
    expect(person.wanted().at(-1)).toEqual({ do: 'record-selftest', reports: sick, by: TECHNICIAN });
  });
});

test('each device has a name, each fault a word; what is not known is told as the driver calls it', () => {
  const bad = (device: string, problem?: HalErrorCode) => ({
    device,
    ok: false,
    detail: '',
    ...(problem && { problem }),
  });
  const reports = [
    bad('lock:A1', 'timeout'),
    bad('door:B9'),
    bad('expander:left', 'config'),
    bad('lockboard:bus/2', 'busy'),
    bad('rtc', 'unsupported'),
    bad('selftest'),
    { device: 'keypad', ok: true, detail: '' },
  ];
  expect(complaintsOf(reports, new Map([['A1', 7]]))).toEqual([
    { kind: 'lock', name: '7', problem: 'late' },
    { kind: 'door', name: 'B9', problem: 'lost' },
    { kind: 'expander', name: 'left', problem: 'wrong' },
    { kind: 'board', name: 'bus/2', problem: 'busy' },
    { kind: 'rtc', name: '', problem: 'wrong' },
    { kind: null, name: 'selftest', problem: 'lost' },
  ]);
});

test.each(['#', '1', '2', '25#', '3', '4'])('after %s a minute without a key ends the session', (keys) => {
  const person = Person.technician().keys(keys).wait(59_999);
  expect(person.screen()).not.toBe('idle');
  expect(person.wait(1).screen()).toBe('idle');
});

test.each(['', '1', '2', '25#', '3'])('after %s a customer who scans is served, a label is not', (keys) => {
  const person = Person.technician().keys(keys);
  const before = person.screen();
  person.wishes.length = 0;
  expect(person.scan('00340434161094021501').screen()).toBe(before);
  expect(person.sounds()).toEqual(['refused']);
  expect(person.scan(QR).screen()).toBe('opening');
});

test('a customer is no technician: # at idle does nothing', () => {
  expect(new Person().keys('3#').screen()).toBe('refused');
  expect(new Person().keys(PIN).screen()).toBe('opening');
});

test('a small display: what has just been done, then that the next number is awaited', () => {
  const person = Person.technician().keys('25##');
  const small = (page: number) =>
    render(person.state, { now: person.now, pinOpensAt: null, masked: false, page }, { columns: 16, rows: 2 });
  expect([small(0), small(1)]).toEqual([
    ['5 blocked', ''],
    ['Block, door no.:', '*=back'],
  ]);
});
