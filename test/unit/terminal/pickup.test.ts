import { LANGUAGES } from '../../../config/schema';
import { COURIER, Person, PIN, QR, RULES } from './person';

describe('typing a PIN', () => {
  test('of full length submits itself', () => {
    const person = new Person().keys(PIN);
    expect(person.wanted()).toEqual([{ do: 'redeem-pin', digits: PIN }]);
    expect(person.screen()).toBe('opening');
  });

  test('at a site with eight digits needs eight', () => {
    const person = new Person('en', { ...RULES, pinLength: 8 }).keys('1234567');
    expect(person.wanted()).toEqual([]);
    expect(person.keys('8').wanted()).toEqual([{ do: 'redeem-pin', digits: '12345678' }]);
  });

  test('that is too short, and #: refused without being compared', () => {
    const person = new Person().keys('12345#');
    expect(person.wanted()).toEqual([{ do: 'refuse-shape' }]);
    expect(person.screen()).toBe('refused');
  });

  test('# in an empty field does nothing', () => {
    const person = new Person().keys('#');
    expect([person.screen(), person.wanted()]).toEqual(['idle', []]);
    person.keys('1*#');
    expect([person.screen(), person.wanted()]).toEqual(['entering', []]);
  });

  test('* deletes the last digit, in an empty field it goes back', () => {
    const person = new Person().keys('19*2');
    expect(person.lines()[1]).toBe('*2');
    person.keys('**');
    expect(person.screen()).toBe('entering');
    expect(person.lines()[1]).toBe('');
    person.keys('*');
    expect(person.screen()).toBe('idle');
    expect(person.state.language).toBe('en');
    expect(person.keys('9*23456').wanted()).toEqual([]);
    expect(person.keys('7').wanted()).toEqual([{ do: 'redeem-pin', digits: '234567' }]);
  });

  test('the digit typed last can be read for a second, by nobody who is not there', () => {
    const person = new Person().keys('1');
    expect(person.lines()[1]).toBe('1');
    expect(person.lines(true)[1]).toBe('*');
    person.wait(999);
    expect(person.lines()[1]).toBe('1');
    person.wait(1);
    expect(person.lines()[1]).toBe('*');
    person.keys('23');
    expect(person.lines()[1]).toBe('**3');
    expect(person.lines(true)[1]).toBe('***');
    // A digit that comes back into view when the one after it is deleted stays a star.
    person.keys('*');
    expect(person.lines()[1]).toBe('**');
  });

  test('half a PIN and a walk away: 20 s after the last key it is gone', () => {
    const person = new Person().keys('12').wait(15_000).keys('3').wait(19_999);
    expect(person.screen()).toBe('entering');
    person.wait(1);
    expect(person.screen()).toBe('idle');
    person.keys('456');
    expect(person.wanted()).toEqual([]);
    expect(person.lines(true)[1]).toBe('***');
  });

  test('faster than a person types: every key counts once, in order', () => {
    const person = new Person();
    person.clerk.instead.set('redeem-pin', () => ({ type: 'code-refused', notice: 'code' }));
    person.keys('111111222222333333444');
    expect(person.wanted()).toEqual(['111111', '222222', '333333'].map((digits) => ({ do: 'redeem-pin', digits })));
    expect(person.lines(true)[1]).toBe('***');
  });

  test('letters of a keypad that has them do nothing', () => {
    const person = new Person().keys('A1B2C3D');
    expect(person.lines(true)[1]).toBe('***');
    expect(new Person().keys('ABCD').screen()).toBe('idle');
  });
});

test('a keypad that is lost is told of; where there has never been one, nothing is broken', () => {
  const person = new Person();
  person.give({ type: 'inputs', inputs: { keypad: 'lost', scanner: 'there' } });
  expect(person.lines(true)).toEqual(['Scan your QR code', 'The keypad is broken', 'PINs do not work', 'just now']);
  person.give({ type: 'inputs', inputs: { keypad: 'none', scanner: 'there' } });
  expect(person.lines(true).filter((line) => line !== '')).toEqual(['Scan your QR code']);
});

describe('# after an entry that submitted itself', () => {
  const wrong = (): Person => {
    const person = new Person();
    person.clerk.instead.set('redeem-pin', () => ({ type: 'code-refused', notice: 'code' }));
    return person.keys(PIN);
  };

  test('within a second is part of it', () => {
    const person = wrong().wait(999).keys('#');
    expect(person.screen()).toBe('refused');
  });

  test('after that it is a key like any other, and ends the message', () => {
    const person = wrong().wait(1_000).keys('#');
    expect(person.screen()).toBe('idle');
  });

  test('after another key it is that one that counts', () => {
    const person = wrong().keys('1').wait(100).keys('#');
    expect(person.wanted().at(-1)).toEqual({ do: 'refuse-shape' });
  });

  test('of a badge is no key of the session', () => {
    const person = new Person();
    person.clerk.instead.set('redeem-pin', () => ({ type: 'staff', staff: COURIER }));
    person.keys(`${PIN}#`);
    expect(person.screen()).toBe('courier-menu');
    person.keys('1').keys('#');
    expect(person.screen()).toBe('deposit-size');
  });

  test('is not the # of somebody who has closed a door since', () => {
    expect(Person.atOpenDoor().door('closed').keys('#').screen()).toBe('idle');
  });
});

describe('two people at once', () => {
  test('a scan during typing wins, and what was typed is gone', () => {
    const person = new Person().keys('12345').scan(QR);
    expect(person.wanted()).toEqual([{ do: 'redeem-scan', text: QR }]);
    expect(person.screen()).toBe('opening');
    person.keys('6');
    expect(person.wanted()).toEqual([]);
  });

  test('keys and scans while a door opens are dropped, while it is open too', () => {
    const person = new Person().keys(PIN).keys('123456#*0').scan(QR);
    person.door('opened').keys('654321#*0').scan(QR);
    expect(person.wanted()).toEqual([{ do: 'redeem-pin', digits: PIN }]);
    expect(person.screen()).toBe('open');
  });

  test('after the door has closed, digits or a scan belong to the next customer', () => {
    const person = Person.atOpenDoor().door('closed').keys('9');
    expect(person.screen()).toBe('entering');
    expect(person.lines(true)[1]).toBe('*');
    const other = Person.atOpenDoor().door('closed').scan(QR);
    expect(other.screen()).toBe('opening');
  });

  test('a door that moves and is nobody of this dialogue changes nothing', () => {
    const person = new Person().keys('12').door('opened', 99).door('closed', 99).door('left-open', 99).jam(99);
    expect(person.lines(true)[1]).toBe('**');
  });
});

describe('a pickup', () => {
  test('opening, open, closed for five seconds, idle', () => {
    const person = new Person().keys(PIN);
    expect(person.lines()[0]).toBe('Door 1');
    person.wait(300).door('opened').wait(30_000);
    expect(person.screen()).toBe('open');
    person.door('closed').wait(4_999);
    expect(person.screen()).toBe('closed');
    person.wait(1);
    expect(person.screen()).toBe('idle');
  });

  test('# says done', () => {
    expect(Person.atOpenDoor().door('closed').keys('#').screen()).toBe('idle');
  });

  test('a door left open: the terminal serves others', () => {
    const person = Person.atOpenDoor().door('left-open');
    expect(person.screen()).toBe('idle');
    expect(person.wishes.at(-1)).toEqual({ do: 'beep', sound: 'attention' });
    expect(person.door('closed').screen()).toBe('idle');
  });

  test('a stuck door says that the code is still good, with a number for the hotline', () => {
    const person = new Person().keys(PIN).wait(4_000).jam();
    expect(person.screen()).toBe('jammed');
    expect(person.lines()).toEqual(['Door 1 stuck', 'Your code is valid.', 'Press the door, try', 'again. Ref. 0042']);
    person.wait(4_000);
    expect(person.screen()).toBe('idle');
  });

  test('the stuck door comes after all: taken up again, also from idle, but not out of the hands of the next', () => {
    const waiting = new Person().keys(PIN).jam().late();
    expect(waiting.screen()).toBe('open');
    expect(waiting.door('closed').screen()).toBe('closed');
    const later = new Person().keys(PIN).jam().wait(30_000).late();
    expect(later.screen()).toBe('open');
    const next = new Person().keys(PIN).jam().wait(5_000).keys('12').late(1);
    expect(next.lines(true)[1]).toBe('**');
    expect(next.door('closed', 1).screen()).toBe('entering');
  });
});

describe('help', () => {
  const helped = (): Person => Person.atOpenDoor().door('closed').keys('*');

  test('1 opens again, once', () => {
    const person = helped().keys('1');
    expect(person.wanted().at(-1)).toEqual({ do: 'reopen', opening: 1 });
    expect(person.screen()).toBe('opening');
    person.door('opened').door('closed').keys('*');
    expect(person.screen()).toBe('help');
    expect(person.lines()[0]).not.toContain('1=');
    person.wanted();
    person.keys('1');
    expect(person.screen()).toBe('help');
    expect(person.wanted()).toEqual([]);
  });

  test('whoever asks for it, or closed too early, may not be done: their end is told, and of others it is not', () => {
    const about = (person: Person) => person.wanted().filter((wish) => wish.do === 'ask-help' || wish.do === 'done');
    expect(about(helped())).toEqual([{ do: 'ask-help', opening: 1 }]);
    expect(about(helped().keys('0')).at(-1)).toEqual({ do: 'done', opening: 1 });
    expect(about(helped().wait(20_000)).at(-1)).toEqual({ do: 'done', opening: 1 });
    // Somebody has to look, or the door opens again: that is all that is to be said of it.
    for (const key of ['1', '2', '3']) expect(about(helped().keys(key))).toHaveLength(1);
    const early = () => Person.atOpenDoor().wait(1_900).door('closed');
    for (const end of [early().keys('#'), early().keys('1'), early().wait(5_000)]) {
      expect(about(end)).toEqual([{ do: 'done', opening: 1 }]);
    }
    expect(about(Person.atOpenDoor().wait(2_000).door('closed').keys('#'))).toEqual([]);
  });

  test('that can not be opened again is said', () => {
    const person = helped();
    person.clerk.instead.set('reopen', () => ({ type: 'reopening', door: null }));
    person.keys('1');
    expect([person.screen(), person.lines()[0]]).toEqual(['refused', 'This door can not']);
  });

  test.each([
    ['2', 'empty'],
    ['3', 'damaged'],
  ])('%s reports it as %s and thanks for four seconds', (key, what) => {
    const person = helped().keys(key);
    expect(person.wanted().at(-1)).toEqual({ do: 'report', opening: 1, what });
    expect(person.lines()[0]).toBe('Thank you');
    person.wait(3_999);
    expect(person.lines()[0]).toBe('Thank you');
    expect(person.wait(1).screen()).toBe('idle');
  });

  test.each(['0', '*'])('%s is done', (key) => {
    expect(helped().keys(key).screen()).toBe('idle');
  });

  test('nobody answers: idle after 20 s; the next customer scans', () => {
    expect(helped().wait(19_999).screen()).toBe('help');
    expect(helped().wait(20_000).screen()).toBe('idle');
    expect(helped().scan(QR).screen()).toBe('opening');
  });

  test('a digit that answers nothing begins the next customer’s PIN, and whoever asked is done', () => {
    const next = [
      { do: 'done', opening: 1 },
      { do: 'redeem-pin', digits: '736959' },
    ];
    expect(helped().keys('736959').wanted().slice(-2)).toEqual(next);
    const late = helped().give({ type: 'pin-entry', closed: true, compartmentFirst: false }).keys('7');
    expect([late.screen(), late.wanted().at(-2)]).toEqual(['locked-out', next[0]]);
  });

  test('after the thanks the next key counts', () => {
    const person = helped().keys('2').keys('7');
    expect(person.lines(true)[1]).toBe('*');
  });
});

describe('messages', () => {
  const refused = (): Person => {
    const person = new Person();
    person.clerk.instead.set('refuse-shape', () => ({ type: 'code-refused', notice: 'code' }));
    return person.keys('1#');
  };

  test('end after four seconds', () => {
    expect(refused().wait(3_999).screen()).toBe('refused');
    expect(refused().wait(4_000).screen()).toBe('idle');
  });

  test('end with the next key, which counts', () => {
    const person = refused().keys('7');
    expect([person.screen(), person.lines(true)[1]]).toEqual(['entering', '*']);
    expect(refused().keys('*').state.language).toBe('de');
  });

  test('end with the next scan, which counts', () => {
    expect(refused().scan(QR).screen()).toBe('opening');
  });

  test('all four kinds of wrong codes look the same', () => {
    const person = refused();
    const first = person.lines();
    person.clerk.instead.set('redeem-pin', () => ({ type: 'code-refused', notice: 'code' }));
    expect(person.keys(PIN).lines()).toEqual(first);
  });
});

describe('PIN entry closed', () => {
  const closed = (): Person => {
    const person = new Person();
    person.clerk.instead.set('redeem-pin', () => ({ type: 'code-locked-out' }));
    return person.keys(PIN);
  };

  test('says until when, at once and at each digit; scanning goes on', () => {
    const person = closed();
    expect(person.screen()).toBe('locked-out');
    expect(person.lines()[1]).toContain('12:34');
    person.wait(4_000);
    expect(person.screen()).toBe('idle');
    expect(person.lines()).toContain('until 12:34');
    person.keys('1');
    expect(person.screen()).toBe('locked-out');
    // One event for one PIN that is not taken, however many of its digits are typed.
    expect(person.wanted()).toEqual([{ do: 'redeem-pin', digits: PIN }, { do: 'refuse-locked-out' }]);
    person.keys('23456');
    expect(person.wanted()).toEqual([]);
    expect(person.scan(QR).screen()).toBe('opening');
  });

  test('opens again', () => {
    const person = closed().wait(5_000).give({ type: 'pin-entry', closed: false, compartmentFirst: false }).keys('1');
    expect(person.screen()).toBe('entering');
  });
});

describe('language', () => {
  test('* in idle changes it, and it holds through what follows', () => {
    const person = new Person('de', RULES, ['en']);
    expect(person.lines()[0]).toBe('Willkommen');
    person.keys('*');
    expect(person.lines()[0]).toBe('Welcome');
    person.keys(PIN).door('opened');
    expect(person.lines()[0]).toBe('Door 1 is open');
    person.door('closed').keys('#*');
    expect(person.lines()[0]).toBe('Willkommen');
  });

  test('* goes through those of the site, and each names the one that comes next', () => {
    const person = new Person('de', RULES, ['en', 'fr', 'tr', 'pl']);
    const seen = LANGUAGES.map(() => {
      const line = person.lines()[3];
      person.keys('*');
      return [line, person.state.language];
    });
    expect(seen).toEqual([
      ['*=English', 'en'],
      ['*=Français', 'fr'],
      ['*=Türkçe', 'tr'],
      ['*=Polski', 'pl'],
      ['*=Deutsch', 'de'],
    ]);
  });

  test('a site with one language has no key for another', () => {
    const person = new Person('pl', RULES, []);
    expect(person.lines()[3]).toBe('');
    expect(person.keys('*').state.language).toBe('pl');
    expect(person.sounds()).toEqual([]);
  });

  test("a minute at idle without a key: the next person finds the site's own", () => {
    const person = new Person('de', RULES, ['en', 'fr']).keys('**').wait(59_999);
    expect(person.state.language).toBe('fr');
    expect(person.wait(1).state.language).toBe('de');
    expect(person.wait(3_600_000).state.language).toBe('de');
    expect(person.keys('*').wait(30_000).keys('*').wait(59_999).state.language).toBe('fr');
  });

  test('the minute begins when the customer is done, and nobody loses their language over an open door', () => {
    const person = new Person('de', RULES, ['tr']).keys('*').wait(50_000).keys(PIN).door('opened').wait(300_000);
    expect([person.screen(), person.state.language]).toEqual(['open', 'tr']);
    expect(person.door('closed').wait(5_000 + 59_999).state.language).toBe('tr');
    expect(person.wait(1).state.language).toBe('de');
  });
});

describe('scans', () => {
  test('a QR code of somebody else is refused for what it is', () => {
    const person = new Person();
    person.clerk.instead.set('redeem-scan', () => ({ type: 'code-refused', notice: 'foreign-scan' }));
    person.scan('https://example.com/menu');
    expect(person.lines()).toEqual(['This QR code is not', 'for this locker.', 'Scan the one from', 'your message']);
  });

  test('ten thousand characters are refused like any other', () => {
    const person = new Person();
    person.clerk.instead.set('redeem-scan', () => ({ type: 'code-refused', notice: 'foreign-scan' }));
    expect(person.scan('x'.repeat(10_240)).screen()).toBe('refused');
  });
});
