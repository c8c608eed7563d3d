import type { HandoverAnswer, HandoverFinding } from '../../../firmware/access/handover';
import { COURIER, Person, PIN, QR } from './person';

const LABEL = '00340434161094021501';

function finding(person: Person, what: HandoverFinding): Person {
  person.clerk.instead.set('find-handover', () => ({ type: 'handover', finding: what }));
  return person;
}

function answering(person: Person, answer: HandoverAnswer): Person {
  for (const wish of ['redeem-handover', 'redeem-second', 'refuse-handover'] as const) {
    person.clerk.instead.set(wish, () => ({ type: 'one-time-code', answer }));
  }
  return person;
}

/** At the locker's terminal with the right pickup code of a parcel that needs today's one-time code too. */
function collecting(closed = false): Person {
  const person = new Person();
  const second = { grant: 'g1', method: 'pin', parcel: 'p1' } as const;
  person.clerk.instead.set('redeem-pin', () => ({ type: 'second-code', second, closed }));
  return person.keys(PIN).wait(1_000);
}

describe('a hand-over', () => {
  test('label, code, done; then the next parcel', () => {
    const person = Person.courier().keys('3');
    expect(person.screen()).toBe('handover-label');
    person.wishes.length = 0;
    person.scan(`]C1${LABEL}\r\n`);
    expect(person.wanted()).toEqual([{ do: 'find-handover', label: LABEL, staff: COURIER }]);
    expect([person.screen(), person.lines()[0]]).toEqual(['handover-code', "Recipient's code:"]);
    person.keys('482716');
    expect(person.wanted()).toEqual([{ do: 'redeem-handover', parcel: 'p1', digits: '482716', staff: COURIER }]);
    expect(person.screen()).toBe('handover-done');
    expect(person.keys('#').screen()).toBe('handover-done');
    expect(person.wait(4_000).screen()).toBe('handover-label');
    expect(person.keys('**').screen()).toBe('idle');
  });

  test('the next label ends the message and counts', () => {
    const person = Person.handingOver().keys('482716').wait(1_000).scan('another');
    expect(person.screen()).toBe('handover-code');
    expect(person.wanted().at(-1)).toEqual({ do: 'find-handover', label: 'another', staff: COURIER });
  });

  test('the label may be typed; an empty field is no label', () => {
    const person = Person.courier().keys('3#');
    expect(person.screen()).toBe('handover-label');
    expect(person.keys('0034*5#').wanted().at(-1)).toEqual({ do: 'find-handover', label: '0035', staff: COURIER });
  });

  test('a wrong code: the reason is nobody else’s business, and it can be typed again', () => {
    const person = answering(Person.handingOver(), 'refused').keys('000000');
    expect(person.screen()).toBe('refused');
    expect(person.wait(1_000).keys('1').screen()).toBe('handover-code');
    expect(person.wait(4_000).keys('00000').screen()).toBe('refused');
    expect(person.wait(4_000).screen()).toBe('handover-code');
  });

  test('after the third wrong one the screen says so, and keeps saying so', () => {
    const person = answering(Person.handingOver(), 'closed').keys('000000');
    expect(person.lines()[0]).toBe('Code closed:');
    person.wait(4_000);
    expect([person.screen(), person.lines()[0]]).toEqual(['handover-code', 'Code closed:']);
    person.keys('111111');
    expect([person.screen(), person.lines()[0]]).toEqual(['refused', 'Code closed:']);
    expect(person.wait(4_000).keys('*').screen()).toBe('handover-label');
    finding(person, { kind: 'code', parcel: 'p1', closed: true }).scan(LABEL);
    expect([person.screen(), person.lines()[0]]).toEqual(['handover-code', 'Code closed:']);
  });

  test('a new attempt meanwhile: the next digit asks for it, and a wrong code there is only wrong', () => {
    const person = answering(Person.handingOver(), 'closed').keys('000000').wait(4_000);
    expect(person.keys('1').lines()[0]).toBe('Code closed:');
    person.clerk.instead.set('find-attempt', () => ({ type: 'attempt', closed: false }));
    expect([person.keys('1').lines()[0], person.lines(true)[1]]).toEqual(["Recipient's code:", '**']);
    person.wanted();
    answering(person, 'refused').keys('1111');
    expect(person.wanted()).toMatchObject([{ do: 'redeem-handover', digits: '111111' }]);
    expect([person.screen(), person.lines()[0]]).toEqual(['refused', 'Code not accepted']);
  });

  test.each([
    [{ kind: 'unknown' }, 'This label is not'],
    [{ kind: 'not-handover' }, 'No code needed:'],
    [{ kind: 'inside' }, 'It is in the locker:'],
    [{ kind: 'gone' }, 'This parcel has been'],
    [{ kind: 'no-code' }, 'No delivery code for'],
  ] as const)('%j: a clear notice, then the next label', (what, line) => {
    const person = finding(Person.courier().keys('3'), what).scan(LABEL);
    expect([person.screen(), person.lines()[0]]).toEqual(['refused', line]);
    expect(person.wait(4_000).screen()).toBe('handover-label');
  });

  test('the digits are masked like those of a PIN, and cleared after twenty seconds', () => {
    const person = Person.handingOver().keys('48');
    expect([person.lines()[1], person.lines(true)[1]]).toEqual(['*8', '**']);
    expect(person.wait(1_000).lines()[1]).toBe('**');
    expect(person.keys('2*').lines()[1]).toBe('**');
    expect(person.wait(19_999).lines()[1]).toBe('**');
    expect([person.wait(1).screen(), person.lines()[1]]).toEqual(['handover-code', '']);
    expect(person.wait(39_999).screen()).toBe('handover-code');
    expect(person.wait(1).screen()).toBe('idle');
  });

  test('* deletes, then leads back to the label and to the menu', () => {
    const person = Person.handingOver().keys('1*');
    expect(person.screen()).toBe('handover-code');
    expect(person.keys('*').screen()).toBe('handover-label');
    expect(person.keys('*').screen()).toBe('courier-menu');
  });

  test('# submits; too short a code is refused without a comparison', () => {
    const person = answering(Person.handingOver(), 'refused');
    person.wishes.length = 0;
    expect(person.keys('#').screen()).toBe('handover-code');
    expect(person.keys('123#').wanted()).toMatchObject([{ do: 'refuse-handover' }]);
    expect(person.screen()).toBe('refused');
  });

  test('a # right after a code that submitted itself is part of it', () => {
    const person = answering(Person.handingOver(), 'refused').keys('123456#');
    expect(person.screen()).toBe('refused');
  });

  test('where PINs are longer a code of six digits is submitted with #', () => {
    const rules = { pinLength: 8, entryMs: 20_000, sessionMs: 60_000, messageMs: 4_000, closedMs: 5_000 };
    const person = new Person('en', rules).scan('LK1-0123456789ABCDEFGHJKMNPQRS').keys('3').scan(LABEL);
    person.wishes.length = 0;
    expect(person.keys('482716').screen()).toBe('handover-code');
    expect(person.keys('#').wanted()).toMatchObject([{ do: 'redeem-handover', digits: '482716' }]);
  });

  test('a customer’s QR code ends the session and is redeemed, wherever the courier stands', () => {
    for (const person of [Person.courier().keys('3'), Person.handingOver(), Person.handingOver().keys('482716')]) {
      expect(person.scan(QR).wanted().at(-1)).toEqual({ do: 'redeem-scan', text: QR });
      expect(person.screen()).toBe('opening');
    }
  });

  test('another label while the code is asked for is not taken for anything', () => {
    const person = Person.handingOver();
    person.wishes.length = 0;
    expect(person.scan('another').screen()).toBe('handover-code');
    expect(person.wanted()).toEqual([]);
  });

  test('a badge that was revoked meanwhile ends the session', () => {
    const person = Person.handingOver();
    person.clerk.instead.set('redeem-handover', () => ({ type: 'code-refused', notice: 'code' }));
    expect(person.keys('482716').screen()).toBe('refused');
    expect(person.wait(4_000).screen()).toBe('idle');
  });
});

describe('a pickup that needs the one-time code too', () => {
  test('both codes, then the door', () => {
    const person = collecting();
    expect([person.screen(), person.lines()[0]]).toEqual(['handover-code', "And today's delivery"]);
    person.wishes.length = 0;
    person.keys('482716');
    expect(person.wanted()).toEqual([
      { do: 'redeem-second', second: { grant: 'g1', method: 'pin', parcel: 'p1' }, digits: '482716' },
    ]);
    expect(person.screen()).toBe('opening');
  });

  test('a wrong one, then * in the empty field: back to idle, nothing was claimed', () => {
    const person = answering(collecting(), 'refused').keys('000000').wait(4_000);
    expect(person.screen()).toBe('handover-code');
    expect(person.keys('*').screen()).toBe('idle');
  });

  test('nobody types: idle after a minute', () => {
    expect(collecting().wait(59_999).screen()).toBe('idle');
    expect(collecting().wait(58_999).screen()).toBe('handover-code');
  });

  test('the next customer scans: their code is redeemed', () => {
    expect(collecting().keys('12').scan(QR).screen()).toBe('opening');
  });

  test('a code that wrong ones have ended is told of at once', () => {
    expect(collecting(true).lines()[0]).toBe('Code closed:');
  });
});
