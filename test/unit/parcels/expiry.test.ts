import { HOUR, Wall } from './wall';

let wall: Wall;
let start: number;
beforeEach(() => {
  wall = new Wall();
  start = wall.clock.now();
});
afterEach(() => wall.close());

const told = (type: string) => wall.box.events().filter((event) => event.type === type);

describe('the sweep', () => {
  test('marks what has ended, once, and the parcel is on the collection list', async () => {
    wall.inside('p1', 'A1', { expires_at: start + 72 * HOUR });
    await wall.box.time.advance(72 * HOUR - 1);
    wall.expiry.sweep();
    expect(told('parcel.expired')).toEqual([]);
    await wall.box.time.advance(1);
    for (let n = 0; n < 5; n += 1) wall.expiry.sweep();
    expect(told('parcel.expired')).toEqual([
      expect.objectContaining({
        parcel: 'p1',
        compartment: 'A1',
        cause: 'window',
        expiresAt: '2026-11-24T10:00:00.000Z',
      }),
    ]);
    expect(wall.collections.waiting()).toEqual(['A1']);
  });

  test('reminds once, a day before the end', async () => {
    wall.inside('p1', 'A1', { expires_at: start + 72 * HOUR });
    await wall.box.time.advance(48 * HOUR - 1);
    wall.expiry.sweep();
    expect(told('parcel.reminder')).toEqual([]);
    await wall.box.time.advance(1);
    for (let n = 0; n < 5; n += 1) wall.expiry.sweep();
    expect(told('parcel.reminder')).toEqual([
      expect.objectContaining({ parcel: 'p1', compartment: 'A1', expiresAt: '2026-11-24T10:00:00.000Z' }),
    ]);
  });

  test('does not remind of a window that is shorter than the reminder', async () => {
    wall.inside('p1', 'A1', { expires_at: start + 24 * HOUR });
    await wall.box.time.advance(23 * HOUR);
    wall.expiry.sweep();
    expect(told('parcel.reminder')).toEqual([]);
  });

  test('that was not run for a week expires without reminding of what is over', async () => {
    wall.inside('p1', 'A1', { expires_at: start + 72 * HOUR });
    await wall.box.time.advance(240 * HOUR);
    wall.expiry.sweep();
    expect(wall.box.types()).toEqual(['parcel.expired']);
  });

  test('leaves alone what has no window, and what is not inside any more', async () => {
    wall.inside('p1', 'A1');
    wall.inside('p2', 'B1', { expires_at: start + HOUR });
    wall.store.write(() => wall.store.parcels.change('p2', { state: 'collected', compartment: null }));
    await wall.box.time.advance(1_000 * HOUR);
    wall.expiry.sweep();
    expect(wall.box.events()).toEqual([]);
  });

  test('holds while nobody vouches for the time, and catches up when somebody does', async () => {
    wall.inside('p1', 'A1', { expires_at: start + 72 * HOUR });
    wall.box.time.step(90 * HOUR, false);
    wall.expiry.sweep();
    await wall.box.time.advance(100 * HOUR);
    wall.expiry.sweep();
    expect(wall.box.events()).toEqual([]);
    wall.box.time.step(0, true);
    wall.expiry.sweep();
    expect(wall.box.types()).toEqual(['parcel.expired']);
  });

  test('what has expired in trusted time stays so when the clock goes back', async () => {
    wall.inside('p1', 'A1', { expires_at: start + HOUR });
    await wall.box.time.advance(HOUR);
    wall.expiry.sweep();
    wall.box.time.step(-10 * HOUR, true);
    wall.expiry.sweep();
    expect(wall.parcel('p1')?.expired).toBe('window');
    expect(told('parcel.expired')).toHaveLength(1);
  });
});

describe('an extension', () => {
  test('moves the end of parcel and codes, revives what has expired, and reminds anew', async () => {
    wall.inside('p1', 'A1', { expires_at: start + 30 * HOUR });
    wall.give('g1', { not_after: start + 30 * HOUR });
    wall.give('g2', { not_after: start + 900 * HOUR });
    wall.give('g3');
    await wall.box.time.advance(40 * HOUR);
    wall.expiry.sweep();
    expect(wall.expiry.extend('p1', start + 80 * HOUR)).toEqual({ ok: true });
    expect(wall.parcel('p1')).toMatchObject({ expired: null, expires_at: start + 80 * HOUR, reminded: 0 });
    expect(['g1', 'g2', 'g3'].map((id) => wall.store.grants.get(id)?.not_after)).toEqual([
      start + 80 * HOUR,
      start + 900 * HOUR,
      null,
    ]);
    expect(told('parcel.extended')).toEqual([
      expect.objectContaining({ parcel: 'p1', expiresAt: '2026-11-24T18:00:00.000Z' }),
    ]);
    expect(wall.collections.waiting()).toEqual([]);
    await wall.box.time.advance(20 * HOUR);
    wall.expiry.sweep();
    expect(told('parcel.reminder')).toHaveLength(1);
    await wall.box.time.advance(20 * HOUR);
    wall.expiry.sweep();
    expect(told('parcel.expired')).toHaveLength(2);
  });

  test.each([
    ['of a parcel that is not there', 'p9', 80, 'not-found'],
    ['of one that is announced only', 'p2', 80, 'conflict'],
    ['to an end that is not later', 'p1', 72, 'invalid'],
    ['into the past', 'p3', -1, 'invalid'],
  ])('%s is refused and changes nothing', (_name, id, hours, code) => {
    wall.inside('p1', 'A1', { expires_at: start + 72 * HOUR });
    wall.announce('p2');
    wall.inside('p3', 'B1');
    expect(wall.expiry.extend(id, start + hours * HOUR)).toMatchObject({ ok: false, code });
    expect(wall.box.events()).toEqual([]);
    expect(wall.parcel('p1')?.expires_at).toBe(start + 72 * HOUR);
  });
});

describe('a recall', () => {
  test('expires it at once, whatever the window and the clock say', () => {
    wall.inside('p1', 'A1', { expires_at: start + 72 * HOUR });
    wall.box.time.step(-HOUR, false);
    expect(wall.expiry.recall('p1')).toEqual({ ok: true });
    expect(wall.box.types()).toEqual(['parcel.recalled', 'parcel.expired']);
    expect(told('parcel.expired')[0]).toMatchObject({ cause: 'recalled' });
    expect(wall.collections.waiting()).toEqual(['A1']);
  });

  test('ends the window now, also one that had not begun; of one that has ended it leaves the end alone', () => {
    wall.inside('p1', 'A1', { expires_at: start + 72 * HOUR });
    wall.inside('p2', 'A2');
    wall.inside('p3', 'B1', { expires_at: start - HOUR });
    for (const id of ['p1', 'p2', 'p3']) wall.expiry.recall(id);
    expect([1, 2, 3].map((n) => wall.parcel(`p${n}`)?.expires_at)).toEqual([start, start, start - HOUR]);
    const iso = (ms: number) => new Date(ms).toISOString();
    expect(told('parcel.expired')).toMatchObject([
      { parcel: 'p1', expiresAt: iso(start) },
      { parcel: 'p2', expiresAt: iso(start) },
      { parcel: 'p3', expiresAt: iso(start - HOUR) },
    ]);
  });

  test('of one that has expired says so and expires it no second time', () => {
    wall.inside('p1', 'A1', { expires_at: start, expired: 'window' });
    wall.expiry.recall('p1');
    expect(wall.box.types()).toEqual(['parcel.recalled']);
    expect(wall.parcel('p1')?.expired).toBe('window');
  });

  test('of one that is not inside is refused', () => {
    wall.announce('p2');
    expect(wall.expiry.recall('p2')).toMatchObject({ ok: false, code: 'conflict' });
    expect(wall.expiry.recall('p9')).toMatchObject({ ok: false, code: 'not-found' });
    expect(wall.box.events()).toEqual([]);
  });
});
