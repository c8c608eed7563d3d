import type { Closing } from '../../../firmware/doors/door-machine';
import { Door, TIMES } from './door';

const opened = (opening = 1, late = false) => ({ do: 'opened', opening, late, tookMs: expect.any(Number) as number });
/** Nobody saw from when on. */
const openedUntimed = (opening = 1, late = false) => ({ do: 'opened', opening, late, tookMs: null });
const closed = (opening = 1, how: Partial<Closing> = {}) => ({
  do: 'closed',
  opening,
  leftOpen: how.leftOpen ?? false,
  unwatched: how.unwatched ?? false,
  late: how.late ?? false,
  early: how.early ?? false,
  ...(how.unseen && { unseen: true }),
});
const over = (opening = 1) => ({ do: 'over', opening });
const jammed = (cause: string, opening = 1) => expect.objectContaining({ do: 'jammed', opening, cause }) as object;

/** Lock and contact answer at once; the door itself does not move. */
const stuck = (door: Door): Door =>
  door.answering((effect, self) => {
    if (effect.do === 'read') self.read('closed');
    if (effect.do === 'pulse') self.give({ type: 'pulsed' });
  });

const unanswered = (door: Door): Door => door.answering(() => undefined);

describe('an opening', () => {
  test('read, pulse, open, closed', () => {
    const door = Door.shut().begin();
    expect(door.happenings.map(({ effect }) => effect.do)).toEqual(['read']);
    door.read('closed').give({ type: 'pulsed' }).wait(300).contact('open').wait(50);
    expect(door.told()).toEqual([opened()]);
    door.wait(5_000).contact('closed').wait(50);
    expect(door.told()).toEqual([opened(), closed()]);
    expect(door.pulses()).toBe(1);
    expect(door.state).toEqual({ activity: { phase: 'idle' }, reading: 'closed', candidate: null });
  });

  test('closed within two seconds may have been too early, later not', () => {
    const closedAfter = (ms: number) => Door.shut().pulsed().contact('open').wait(ms).contact('closed').wait(50).told();
    expect(closedAfter(1_999).at(-1)).toEqual(closed(1, { early: true }));
    expect(closedAfter(2_000).at(-1)).toEqual(closed());
  });

  test('a door that springs open before the lock has finished its pulse', () => {
    const door = Door.shut().begin().read('closed').contact('open').wait(60).give({ type: 'pulsed' }).wait(10_000);
    expect(door.told()).toEqual([opened()]);
    expect(door.pulses()).toBe(1);
  });

  test('a latch that sticks once gets a second pulse, no third', () => {
    const door = stuck(Door.shut()).begin().wait(1_999);
    expect(door.pulses()).toBe(1);
    door.wait(1);
    expect(door.pulses()).toBe(2);
    door.wait(600_000);
    expect(door.pulses()).toBe(2);
    expect(door.told()).toEqual([jammed('did-not-open'), over()]);
  });

  test('a door that nobody could see for a while after its pulse may have come and gone, shut as it is now', () => {
    const door = stuck(Door.shut()).begin().wait(300).contact('unknown').wait(1_000).contact('closed').wait(20_000);
    expect(door.told()).toEqual([jammed('contact-unknown')]);
    const before = stuck(Door.shut()).contact('unknown').wait(100).contact('closed').wait(100).begin().wait(20_000);
    expect(before.told()).toEqual([jammed('did-not-open')]);
  });

  test('a second pulse that could come when nobody waits any more is not asked for', () => {
    const door = Door.shut().begin().read('closed').wait(1_000).give({ type: 'pulsed' }).wait(2_000);
    expect(door.happenings.map(({ effect }) => effect.do)).toEqual(['read', 'pulse', 'read']);
    // The contact took its time: the give-up is less than a second away.
    door.wait(1_501).read('closed');
    expect(door.told()).toEqual([jammed('did-not-open')]);
    expect(door.wait(1_000).pulses()).toBe(1);
  });

  test('a door that the second pulse opens has no jam', () => {
    const door = stuck(Door.shut()).begin().wait(2_100).contact('open').wait(70_000);
    expect(door.told().slice(0, 1)).toEqual([opened()]);
    expect(door.told()).not.toContainEqual(jammed('did-not-open'));
  });

  test.each(['open', 'unknown'] as const)('a contact that reads %s gets no pulse', (reading) => {
    const door = Door.shut().begin().read(reading).wait(100_000);
    expect(door.pulses()).toBe(0);
    expect(door.told()).toEqual([jammed(reading === 'open' ? 'not-closed' : 'contact-unknown')]);
  });

  test('before the second pulse the contact is asked again', () => {
    const door = Door.shut().pulsed().wait(2_000).read('open').contact('open').wait(50);
    expect(door.pulses()).toBe(1);
    expect(door.told()).toEqual([opened()]);
  });

  test('a jam tells whether the door may still come', () => {
    const cases: [Door, boolean][] = [
      [Door.shut().begin().read('open'), false],
      [Door.shut().begin().read('closed').give({ type: 'pulse-failed', released: 'no' }), false],
      [Door.shut().begin().read('closed').give({ type: 'pulse-failed', released: 'unknown' }).wait(6_000), true],
      [stuck(Door.shut()).begin().wait(6_000), true],
    ];
    for (const [door, released] of cases)
      expect(door.told()).toEqual([expect.objectContaining({ do: 'jammed', released })]);
  });

  test('a lock that is gone is a jam at once, one of which nobody knows is waited for and not pulsed again', () => {
    const gone = Door.shut().begin().read('closed').give({ type: 'pulse-failed', released: 'no' });
    expect(gone.told()).toEqual([jammed('lock-lost')]);

    const unknown = Door.shut().begin().read('closed').give({ type: 'pulse-failed', released: 'unknown' });
    unknown.wait(1_999);
    expect(unknown.told()).toEqual([]);
    unknown.wait(10_000);
    expect(unknown.told()).toEqual([jammed('did-not-open')]);
    expect(unknown.pulses()).toBe(1);
  });
});

describe('the time until a person is told', () => {
  const SIX_SECONDS = 6_000;
  test.each([
    ['the door does not move', 0, 0, 'did-not-open'],
    ['lock and contact take 200 ms each time', 200, 200, 'did-not-open'],
    ['the lock takes two seconds for its pulse', 0, 2_000, 'did-not-open'],
    ['the lock never answers', 0, 1e9, 'lock-lost'],
    ['the contact never answers', 1e9, 0, 'contact-unknown'],
  ])('%s: six seconds at most', (_name, readMs, pulseMs, cause) => {
    const due: { at: number; run: () => void }[] = [];
    const door = Door.shut().answering((effect, self) => {
      if (effect.do === 'read') due.push({ at: self.now + readMs, run: () => self.read('closed') });
      if (effect.do === 'pulse') due.push({ at: self.now + pulseMs, run: () => self.give({ type: 'pulsed' }) });
    });
    const start = door.now;
    door.begin();
    while (door.now < start + 20_000) {
      for (const one of due.filter(({ at }) => at <= door.now)) {
        due.splice(due.indexOf(one), 1);
        one.run();
      }
      door.wait(10);
    }
    expect(door.told()).toEqual([jammed(cause)]);
    expect((door.when('jammed') ?? Infinity) - start).toBeLessThanOrEqual(SIX_SECONDS);
    expect(door.pulses()).toBeLessThanOrEqual(2);
  });

  test('what answers after that changes nothing any more', () => {
    const door = Door.shut().begin().wait(6_000).read('closed').give({ type: 'pulsed' }).wait(100_000);
    expect(door.pulses()).toBe(0);
    expect(door.told()).toEqual([jammed('contact-unknown')]);
  });
});

describe('a slow door', () => {
  const jammedDoor = (): Door => stuck(Door.shut()).begin().wait(4_000);

  test('that opens within a minute of the jam belongs to it', () => {
    const door = jammedDoor().wait(59_000).contact('open').wait(50);
    expect(door.told()).toEqual([jammed('did-not-open'), opened(1, true)]);
    door.contact('closed').wait(50);
    expect(door.told().at(-1)).toEqual(closed(1, { late: true, early: true }));
  });

  test('whose contact still bounces when the minute ends belongs to it too', () => {
    const door = jammedDoor().wait(59_990).contact('open').wait(50);
    expect(door.told().at(-1)).toEqual(opened(1, true));
  });

  test('that opens after that was forced', () => {
    const door = jammedDoor().wait(60_001).contact('open').wait(50);
    expect(door.told()).toEqual([jammed('did-not-open'), over(), { do: 'forced', seen: true }]);
  });

  test('that opens while its recipient tries again belongs to the second try', () => {
    const door = jammedDoor().begin(2).contact('open').wait(50);
    expect(door.told()).toEqual([jammed('did-not-open'), opened(2)]);
  });

  test.each([
    [
      'its lock is lost',
      'lock-lost',
      (door: Door) => door.read('closed').give({ type: 'pulse-failed', released: 'no' }),
    ],
    ['its contact gives no answer', 'contact-unknown', (door: Door) => door.read('unknown')],
  ])('may still come when its recipient tries again and %s', (_, cause, tried) => {
    const door = tried(unanswered(jammedDoor()).begin(2)).wait(10_000);
    const { do: what, ...how } = door.told().at(-1) ?? over();
    expect([what, how]).toEqual(['jammed', { opening: 2, cause, released: true }]);
    door.contact('unknown').wait(100);
    expect(door.told().at(-1)).toEqual({ do: 'unwatched', opening: 2 });
  });

  test('may come unseen just as its recipient tries again', () => {
    const door = unanswered(jammedDoor()).begin(2).contact('unknown').contact('closed').wait(60).read('closed');
    door.give({ type: 'pulse-failed', released: 'no' });
    expect(door.told().at(-1)).toMatchObject({ do: 'jammed', opening: 2, cause: 'contact-unknown', released: true });
  });
});

describe('the contact', () => {
  test('a bounce shorter than the debounce time never counts', () => {
    const door = stuck(Door.shut()).begin();
    for (let n = 0; n < 100; n += 1) door.contact(n % 2 === 0 ? 'open' : 'closed').wait(TIMES.debounceMs - 1);
    door.wait(1_000);
    expect(door.told()).toEqual([jammed('did-not-open')]);
  });

  test('one that swings shut bouncing is closed once', () => {
    const door = Door.shut().pulsed().contact('open').wait(1_000);
    for (let n = 0; n < 7; n += 1) door.contact(n % 2 === 0 ? 'closed' : 'open').wait(5);
    door.wait(1_000);
    expect(door.told()).toEqual([opened(), closed(1, { early: true })]);
  });

  test('an edge that is being debounced when the time is up decides first, and no tick is wanted before that', () => {
    const door = stuck(Door.shut()).begin().wait(3_990).contact('open').wait(50);
    expect(door.told()).toEqual([opened()]);
  });

  test('an edge that comes to nothing leaves the jam a jam', () => {
    const door = stuck(Door.shut()).begin().wait(3_990).contact('open').wait(20).contact('closed').wait(0);
    expect(door.told()).toEqual([jammed('did-not-open')]);
  });

  test('opened by force is told, and so is that it is shut again', () => {
    const door = Door.shut().contact('open').wait(60);
    expect(door.told()).toEqual([{ do: 'forced', seen: true }]);
    door.contact('closed').wait(60);
    expect(door.told().at(-1)).toEqual({ do: 'shut' });
  });

  test('forced in the moment before the pulse: no pulse, and it is told', () => {
    const door = Door.shut().begin().contact('open').wait(60).read('open');
    expect(door.pulses()).toBe(0);
    expect(door.told()).toEqual([{ do: 'forced', seen: true }, jammed('not-closed')]);
  });

  test('found open at the start is not the same as forced before our eyes', () => {
    expect(new Door().contact('open').wait(60).told()).toEqual([{ do: 'forced', seen: false }]);
    expect(new Door().contact('closed').wait(60).told()).toEqual([]);
  });

  test('that it can not be read is believed at once; coming back as open after the pulse, the door has opened', () => {
    const door = Door.shut().pulsed().contact('unknown');
    expect(door.state.reading).toBe('unknown');
    door.wait(100).contact('open').wait(60);
    expect(door.told()).toEqual([openedUntimed()]);
    door.wait(10_000).contact('closed').wait(60);
    expect(door.told().slice(1)).toEqual([closed(1, { unseen: true })]);
    expect(door.pulses()).toBe(1);
  });

  test('lost before the pulse and back as open: nobody of ours has opened it', () => {
    const door = Door.shut().begin().contact('unknown').wait(100).contact('open').wait(60);
    expect(door.told()).toEqual([{ do: 'forced', seen: false }]);
    expect(door.pulses()).toBe(0);
  });

  test('lost when the door was given up, and back as open: it came late', () => {
    const door = stuck(Door.shut()).begin().wait(6_000).contact('unknown').wait(100).contact('open').wait(60);
    expect(door.told()).toEqual([jammed('did-not-open'), { do: 'unwatched', opening: 1 }, openedUntimed(1, true)]);
  });

  test('lost after the pulse and still lost: a jam that says so, without a second pulse', () => {
    const door = Door.shut().pulsed().contact('unknown').wait(10_000);
    expect(door.pulses()).toBe(1);
    expect(door.told()).toEqual([jammed('contact-unknown')]);
  });

  test('lost for a moment after the pulse: the change that is seen then counts', () => {
    const door = Door.shut().pulsed().contact('unknown').wait(100).contact('closed').wait(60).contact('open').wait(60);
    expect(door.told()).toEqual([opened()]);
  });

  test('lost while the door stands open: closed when it can be read again, and nobody saw that', () => {
    const door = Door.shut().pulsed().contact('open').wait(60).contact('unknown').wait(5_000);
    expect(door.told()).toEqual([opened()]);
    door.contact('closed').wait(60);
    expect(door.told()).toEqual([opened(), closed(1, { unseen: true })]);
  });

  test('lost for a moment while the door stands open: what was seen to close it counts', () => {
    const door = Door.shut().pulsed().contact('open').wait(60).contact('unknown').wait(5_000).contact('open').wait(60);
    door.contact('closed').wait(60);
    expect(door.told()).toEqual([opened(), closed()]);
  });

  test('lost while a door that was given up could still come: told each time, and not later', () => {
    const door = stuck(Door.shut()).begin().wait(6_000);
    door.contact('unknown').wait(100).contact('closed').wait(100);
    expect(door.told()).toEqual([jammed('did-not-open'), { do: 'unwatched', opening: 1 }]);
    door.wait(TIMES.slowMs).contact('unknown').wait(100).contact('closed').wait(100);
    expect(door.told().slice(2)).toEqual([over()]);
  });

  test('lost after a pulse that was never sent: nothing can come, and who opens that door breaks in', () => {
    const door = Door.shut().begin().read('closed').give({ type: 'pulse-failed', released: 'no' });
    expect(door.contact('unknown').wait(100).told()).toEqual([jammed('lock-lost')]);
    door.contact('closed').wait(100).contact('open').wait(100);
    expect(door.told().slice(1)).toEqual([{ do: 'forced', seen: true }]);
  });
});

describe('a door left open', () => {
  test('is told of once, and what is inside is in doubt when it closes', () => {
    const door = Door.shut().pulsed().contact('open').wait(50).wait(59_999);
    expect(door.told()).toEqual([opened()]);
    door.wait(1).wait(600_000);
    expect(door.told()).toEqual([opened(), { do: 'left-open', opening: 1 }]);
    door.contact('closed').wait(50);
    expect(door.told().at(-1)).toEqual(closed(1, { leftOpen: true }));
  });
});

describe('after a power cut', () => {
  test('a door found shut is judged when a swinging one must have come to rest', () => {
    const door = new Door().give({ type: 'recover', opening: 9, left: 'intent' }).contact('closed').wait(1_999);
    expect(door.told()).toEqual([]);
    door.wait(1);
    expect(door.told()).toEqual([{ do: 'interrupted', opening: 9 }]);
  });

  test('a door that swings open meanwhile was opened', () => {
    const door = new Door()
      .give({ type: 'recover', opening: 9, left: 'intent' })
      .contact('closed')
      .wait(300)
      .contact('open')
      .wait(10_000);
    expect(door.told()).toEqual([{ do: 'found-open', opening: 9 }]);
    door.contact('closed').wait(60);
    expect(door.told().at(-1)).toEqual(closed(9, { unwatched: true }));
  });

  test('a door that swings open in the last moment was opened', () => {
    const door = new Door()
      .give({ type: 'recover', opening: 9, left: 'intent' })
      .contact('closed')
      .wait(1_990)
      .contact('open')
      .wait(100);
    expect(door.told()).toEqual([{ do: 'found-open', opening: 9 }]);
  });

  test('a slow door that was taken for interrupted still belongs to its opening', () => {
    const door = new Door().give({ type: 'recover', opening: 9, left: 'intent' }).contact('closed').wait(5_000);
    expect(door.told()).toEqual([{ do: 'interrupted', opening: 9 }]);
    door.contact('open').wait(60).contact('closed').wait(60);
    expect(door.told().slice(1)).toEqual([
      openedUntimed(9, true),
      closed(9, { unwatched: true, late: true, early: true }),
    ]);
  });

  test('a door given up shortly before may have come in the dark', () => {
    const door = new Door().give({ type: 'recover', opening: 9, left: 'jammed' }).contact('closed').wait(5_000);
    expect(door.told()).toEqual([{ do: 'unwatched', opening: 9 }]);
    // Somebody may have looked since.
    door.contact('unknown').wait(100);
    expect(door.told()).toEqual([
      { do: 'unwatched', opening: 9 },
      { do: 'unwatched', opening: 9 },
    ]);
  });

  test('a door that swings open as the locker starts, and is closed before it has judged: it was open', () => {
    const door = new Door().give({ type: 'recover', opening: 9, left: 'intent' }).contact('closed').wait(300);
    door.contact('open').wait(400).contact('closed').wait(5_000);
    expect(door.told()).toEqual([{ do: 'found-open', opening: 9 }, closed(9, { unwatched: true, early: true })]);
  });

  test('an opening that was open when the power went is over when the door is found shut', () => {
    const door = new Door().give({ type: 'recover', opening: 9, left: 'opened' }).contact('closed').wait(5_000);
    door.contact('open').wait(60);
    expect(door.told()).toEqual([
      { do: 'interrupted', opening: 9 },
      { do: 'forced', seen: true },
    ]);
  });

  test('a contact that can not be read keeps it waiting', () => {
    const door = new Door().give({ type: 'recover', opening: 9, left: 'intent' }).contact('unknown').wait(3_600_000);
    expect(door.told()).toEqual([]);
    door.contact('closed').wait(2_000);
    expect(door.told()).toEqual([{ do: 'interrupted', opening: 9 }]);
  });
});
