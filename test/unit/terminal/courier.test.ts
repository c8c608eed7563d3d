import type { LabelFinding } from '../../../firmware/parcels/deposit';
import { BADGE, COURIER, Person, QR, TECHNICIAN } from './person';

const LABEL = '00340434161094021501';

function finding(person: Person, what: LabelFinding): Person {
  person.clerk.instead.set('find-label', (effect) =>
    effect.do === 'find-label' ? { type: 'label', label: effect.label, finding: what } : null,
  );
  return person;
}

describe('the menu', () => {
  test('comes with the badge; 0 and * end the session', () => {
    expect(Person.courier().screen()).toBe('courier-menu');
    expect(Person.courier().keys('0').screen()).toBe('idle');
    expect(Person.courier().keys('*').screen()).toBe('idle');
    expect(Person.courier().keys('9#A').screen()).toBe('courier-menu');
  });

  test('ends after a minute without a key or scan', () => {
    const person = Person.courier().wait(59_000).keys('9').wait(59_999);
    expect(person.screen()).toBe('courier-menu');
    expect(person.wait(1).screen()).toBe('idle');
  });
});

describe('a deposit', () => {
  test('of an announced parcel, and the next one', () => {
    const person = Person.courier().keys('1');
    person.wishes.length = 0;
    person.scan(`]C1${LABEL}\r\n`);
    expect(person.wanted()).toEqual([
      { do: 'find-label', label: LABEL, staff: COURIER },
      { do: 'begin-deposit', wish: { parcel: 'p1' }, staff: COURIER },
    ]);
    expect([person.screen(), person.lines()[1]]).toEqual(['deposit-open', 'opens now ...']);
    person.door('opened');
    expect(person.lines()[1]).toBe('Put the parcel in,');
    person.wait(45_000).door('closed');
    expect(person.screen()).toBe('deposit-confirm');
    person.keys('#');
    expect(person.wanted()).toEqual([{ do: 'deposit-answer', opening: 1, answer: 'deposited' }]);
    expect([person.screen(), person.lines()[0]]).toEqual(['deposit-label', 'Deposited in 1']);
    expect(person.scan('another').screen()).toBe('deposit-open');
  });

  test('typed: * deletes, # submits; the remark makes room for what is typed', () => {
    const person = finding(Person.courier().keys('1'), { kind: 'inside' });
    person.keys('0034*5#');
    expect(person.wanted().at(-1)).toEqual({ do: 'find-label', label: '0035', pin: '10035', staff: COURIER });
    expect(person.screen()).toBe('refused');
    expect(person.wait(4_000).screen()).toBe('deposit-label');
    expect(person.keys('1**').screen()).toBe('courier-menu');
  });

  test('what was typed is masked for eyes elsewhere', () => {
    const person = Person.courier().keys('19283');
    expect(person.lines()[2]).toBe('9283');
    expect(person.lines(true)[2]).toBe('****');
  });

  test.each([
    ['1', 'S'],
    ['2', 'M'],
    ['3', 'L'],
    ['4', 'XL'],
  ])('without a label: # and then size %s', (key, size) => {
    const person = Person.courier().keys('1#');
    expect(person.screen()).toBe('deposit-size');
    person.keys(`5#0${key}`);
    expect(person.wanted().at(-1)).toEqual({ do: 'begin-deposit', wish: { label: null, size }, staff: COURIER });
  });

  test('with a label that nobody announced: size, and * back to the label', () => {
    const person = finding(Person.courier().keys('1'), { kind: 'unannounced' }).scan('X 1');
    expect(person.screen()).toBe('deposit-size');
    expect(person.keys('*').screen()).toBe('deposit-label');
    person.scan('X 1').keys('2');
    expect(person.wanted().at(-1)).toEqual({ do: 'begin-deposit', wish: { label: 'X 1', size: 'M' }, staff: COURIER });
  });

  test.each([
    ['inside', 'This label is'],
    ['handover', 'Not for the locker:'],
  ] as const)('of a label that is %s is refused and asks for the next', (kind, line) => {
    const person = finding(Person.courier().keys('1'), { kind }).scan(LABEL);
    expect([person.screen(), person.lines()[0]]).toEqual(['refused', line]);
    person.wait(4_000);
    expect(person.screen()).toBe('deposit-label');
  });

  test('no room: said, then the next parcel', () => {
    const person = Person.courier().keys('1');
    person.clerk.instead.set('begin-deposit', (effect) =>
      effect.do === 'begin-deposit' ? { type: 'depositing', wish: effect.wish, door: null } : null,
    );
    person.scan(LABEL);
    expect(person.lines()[0]).toBe('No free compartment');
    // The next scan ends the message, and counts.
    person.clerk.instead.clear();
    expect(person.scan(LABEL).screen()).toBe('deposit-open');
  });

  test('* says that it was not deposited', () => {
    const person = Person.depositing().door('closed').keys('*');
    expect(person.wanted().at(-1)).toEqual({ do: 'deposit-answer', opening: 1, answer: 'not-deposited' });
    expect(person.lines()[0]).toBe('Not deposited (1)');
  });

  test('other keys answer nothing and give time', () => {
    const person = Person.depositing().door('closed').wait(50_000).keys('5').wait(50_000);
    expect(person.screen()).toBe('deposit-confirm');
  });

  test('no answer for a minute: in doubt, and the session is over', () => {
    const person = Person.depositing().door('closed').wait(59_999);
    expect(person.screen()).toBe('deposit-confirm');
    person.wait(1);
    expect(person.wanted().at(-1)).toEqual({ do: 'deposit-answer', opening: 1, answer: 'none' });
    expect(person.screen()).toBe('idle');
  });

  test('does not fit: 9 once the door is open, close it, a larger one opens', () => {
    const early = Person.courier().keys('1').scan(LABEL).keys('9').door('opened').door('closed');
    expect(early.screen()).toBe('deposit-confirm');
    const person = Person.depositing().keys('9');
    expect(person.lines()[1]).toBe('close door 1:');
    person.wishes.length = 0;
    person.door('closed');
    expect(person.wanted()).toMatchObject([
      { do: 'deposit-larger', deposit: { door: { opening: 1 } }, staff: COURIER },
    ]);
    expect([person.screen(), person.lines()[0]]).toEqual(['deposit-open', 'Door 2']);
    person.door('opened').door('closed').keys('#');
    expect(person.wanted()).toEqual([{ do: 'deposit-answer', opening: 2, answer: 'deposited' }]);
  });

  test('nothing larger is free: take it with you', () => {
    const person = Person.depositing().keys('9');
    person.clerk.instead.set('deposit-larger', (effect) =>
      effect.do === 'deposit-larger' ? { type: 'depositing', wish: effect.deposit.wish, door: null } : null,
    );
    person.door('closed');
    expect(person.lines()[0]).toBe('No larger one');
    expect(person.wait(4_000).screen()).toBe('deposit-label');
  });

  test('time stands still while the door is open, for ten minutes: then the terminal serves others', () => {
    const person = Person.depositing().wait(599_000).door('left-open');
    expect(person.screen()).toBe('deposit-open');
    expect(Person.depositing().wait(70_000).door('left-open').door('closed').screen()).toBe('deposit-confirm');
    expect(person.wait(1_000).screen()).toBe('idle');
    expect(person.wanted().at(-1)).toMatchObject({ do: 'deposit-answer', answer: 'none' });
  });

  test('a stuck door says so and asks for the label again', () => {
    const person = Person.courier().keys('1').scan(LABEL).jam();
    expect(person.screen()).toBe('jammed');
    expect(person.scan(LABEL).screen()).toBe('deposit-open');
  });

  test('a badge that has ended meanwhile opens nothing', () => {
    const person = Person.courier().keys('1');
    person.clerk.instead.set('begin-deposit', () => ({ type: 'code-refused', notice: 'code' }));
    person.scan(LABEL);
    expect(person.screen()).toBe('refused');
    expect(person.wait(4_000).screen()).toBe('idle');
  });
});

describe('a collection', () => {
  test('tells how many, opens one after the other', () => {
    const person = Person.courier();
    person.clerk.waiting = ['A1', 'B1'];
    person.keys('2');
    expect([person.screen(), person.lines()[1]]).toEqual(['collect', '2 to collect']);
    person.wishes.length = 0;
    person.keys('#');
    expect(person.wanted()).toEqual([{ do: 'begin-collect', compartment: 'A1', rest: ['B1'], staff: COURIER }]);
    person.door('opened').wait(50_000).door('closed').keys('#');
    expect(person.wanted()).toEqual([{ do: 'collect-answer', opening: 1, answer: 'taken-out' }]);
    expect(person.lines().slice(0, 2)).toEqual(['Taken out of 1', '1 to collect']);
    person.keys('#').door('opened').door('closed').keys('*');
    expect(person.wanted().at(-1)).toEqual({ do: 'collect-answer', opening: 2, answer: 'not-there' });
    expect(person.lines().slice(0, 2)).toEqual(['Missing in 2', 'Nothing to collect']);
    expect(person.keys('#').screen()).toBe('collect');
    expect(person.keys('*').screen()).toBe('courier-menu');
  });

  test('nothing to collect: * back to the menu', () => {
    const person = Person.courier().keys('2');
    expect(person.lines()[1]).toBe('Nothing to collect');
    expect(person.keys('*').screen()).toBe('courier-menu');
  });

  test('no answer for a minute: it stays on the list', () => {
    const person = Person.collecting().door('closed').wait(60_000);
    expect(person.wanted().at(-1)).toEqual({ do: 'collect-answer', opening: 1, answer: 'none' });
    expect(person.screen()).toBe('idle');
  });

  test('one that somebody else has opened meanwhile is skipped', () => {
    const person = Person.courier();
    person.clerk.waiting = ['A1', 'B1'];
    person.clerk.instead.set('begin-collect', (effect) =>
      effect.do === 'begin-collect' ? { type: 'collecting', door: null, rest: effect.rest } : null,
    );
    person.keys('2#');
    expect([person.screen(), person.lines()[1]]).toEqual(['collect', '1 to collect']);
  });

  test('a stuck door goes on with the next; one left open ends the session', () => {
    const person = Person.courier();
    person.clerk.waiting = ['A1', 'B1'];
    person.keys('2#').jam().wait(4_000);
    expect([person.screen(), person.lines()[1]]).toEqual(['collect', '1 to collect']);
    expect(Person.collecting().wait(200_000).door('left-open').door('closed').screen()).toBe('collect-confirm');
    expect(Person.collecting().wait(600_000).screen()).toBe('idle');
  });
});

describe("an access code during a courier's session", () => {
  const places: [string, () => Person][] = [
    ['courier-menu', () => Person.courier()],
    ['deposit-label', () => Person.courier().keys('1')],
    ['deposit-size', () => Person.courier().keys('1#')],
    ['deposit-confirm', () => Person.depositing().door('closed')],
    ['collect', () => Person.courier().keys('2')],
    ['collect-confirm', () => Person.collecting().door('closed')],
  ];

  test.each(places)('at %s ends it and is redeemed, never taken for a label', (screen, come) => {
    const person = come();
    expect(person.screen()).toBe(screen);
    person.wishes.length = 0;
    person.scan(QR);
    const wanted = person.wanted();
    expect(wanted.at(-1)).toEqual({ do: 'redeem-scan', text: QR });
    expect(wanted.map((effect) => effect.do)).not.toContain('find-label');
    expect(person.screen()).toBe('opening');
  });

  test('what was not answered before is in doubt', () => {
    const deposit = Person.depositing().door('closed').scan(QR);
    expect(deposit.wishes).toContainEqual({ do: 'deposit-answer', opening: 1, answer: 'none' });
    const collection = Person.collecting().door('closed').scan(QR);
    expect(collection.wishes).toContainEqual({ do: 'collect-answer', opening: 1, answer: 'none' });
  });

  test.each([
    ['deposit', Person.depositing],
    ['collection', () => Person.collecting()],
  ])('while the door of a %s is open it is dropped', (_name, come) => {
    const person = come();
    const before = person.screen();
    person.wishes.length = 0;
    person.scan(QR).keys('#*1');
    expect([person.screen(), person.wishes]).toEqual([before, []]);
  });

  test('behind a message it counts too', () => {
    const person = finding(Person.courier().keys('1'), { kind: 'inside' }).scan(LABEL);
    expect(person.screen()).toBe('refused');
    expect(person.scan(QR).screen()).toBe('opening');
  });

  test.each(['LK1-01ARZ3NDEKTSV4RRFFQ69G5FA', 'lk1-01ARZ3NDEKTSV4RRFFQ69G5FAVX', ']Q1LK1-01ARZ3ND~KTSV4RRFFQ69G5FAV'])(
    'misread (%s) it is no label either: labels go into events',
    (scan) => {
      const person = Person.courier().keys('1');
      person.wishes.length = 0;
      person.scan(scan);
      expect(person.wishes).toEqual([{ do: 'beep', sound: 'refused' }]);
      expect(person.screen()).toBe('deposit-label');
    },
  );

  test('the badge itself starts a new session', () => {
    expect(Person.courier().keys('1').scan(BADGE).screen()).toBe('courier-menu');
  });
});

describe('scans that are no label', () => {
  test.each(['', '\r\n', ']C1', ' \t ', 'x'.repeat(10_240), 'é'.repeat(20)])('%j', (scan) => {
    const person = Person.courier().keys('1');
    person.wishes.length = 0;
    person.scan(scan);
    expect(person.wishes).toEqual([{ do: 'beep', sound: 'refused' }]);
    expect(person.screen()).toBe('deposit-label');
  });

  test('as long as an operator may announce it, a label is taken whole', () => {
    const person = Person.courier().keys('1');
    person.scan('A'.repeat(128));
    expect(person.wishes).toContainEqual({ do: 'find-label', label: 'A'.repeat(128), staff: COURIER });
  });

  test('a label where none is asked for is refused', () => {
    const person = Person.depositing().door('closed');
    person.wishes.length = 0;
    person.scan(LABEL);
    expect(person.wishes).toEqual([{ do: 'beep', sound: 'refused' }]);
    expect(person.screen()).toBe('deposit-confirm');
  });
});

describe('a technician', () => {
  test('opens doors by their number', () => {
    const person = Person.technician();
    person.wishes.length = 0;
    person.keys('112#');
    expect(person.wanted()).toEqual([{ do: 'service-open', number: 12, staff: TECHNICIAN }]);
    expect(person.lines().slice(0, 2)).toEqual(['Door 12', 'opens now ...']);
    person.keys('#*1');
    expect([person.screen(), person.wanted()]).toEqual(['service-open', []]);
    // While the door is open the session does not end, and nobody else's scan ends it.
    person.door('opened');
    expect(person.lines()).toEqual(['Door 12 is open', 'When you are done,', 'please close it', '*=leave it open']);
    expect(person.wait(120_000).screen()).toBe('service-open');
    person.scan(QR);
    expect(person.screen()).toBe('service-open');
    person.door('closed');
    expect([person.screen(), person.lines()[0]]).toEqual(['service-which', 'Door 12 is closed']);
    expect(person.wait(59_000).screen()).toBe('service-which');
    expect(person.keys('34**').screen()).toBe('service-which');
    expect(person.keys('*').screen()).toBe('service');
    expect(person.keys('*').screen()).toBe('idle');
  });

  test('a door whose contact never reads closed keeps nobody: * leads on, the locker tells of it', () => {
    const person = Person.technician().keys('112#').door('opened');
    person.wishes.length = 0;
    expect(person.door('left-open').sounds()).toEqual(['attention']);
    expect(person.keys('*').screen()).toBe('service');
    expect(person.door('closed').screen()).toBe('service');
    expect(person.wait(60_000).screen()).toBe('idle');
  });

  test.each([
    ['no-such-compartment', 'There is no door'],
    ['compartment-busy', 'This door is in use'],
  ] as const)('%s is said, and the session goes on', (problem, line) => {
    const person = Person.technician();
    person.clerk.instead.set('service-open', () => ({ type: 'service-opening', result: problem }));
    person.keys('199#');
    expect(person.lines()[0]).toBe(line);
    expect(person.wait(4_000).screen()).toBe('service-which');
    expect(person.wait(60_000).screen()).toBe('idle');
  });

  test("a number has three digits at most: what is longer is somebody's PIN, and no door", () => {
    const person = Person.technician();
    person.keys('1999#');
    expect(person.wishes.at(-1)).toMatchObject({ do: 'service-open', number: 999 });
    person.jam();
    for (const pin of ['123456', '000123']) {
      person.keys(`${pin}#`);
      expect(person.wanted().at(-1)).toMatchObject({ do: 'service-open', number: 0 });
      person.jam();
    }
  });
});
