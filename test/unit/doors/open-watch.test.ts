import fc from 'fast-check';
import {
  nextNote,
  notOpen,
  resumeWatch,
  takeNote,
  watchReading,
  type OpenNote,
} from '../../../firmware/doors/open-watch';

const MINUTE = 60_000;

/** Stands open from 0 on; what is told until then. */
function toldBy(end: number, leftOpenMs = MINUTE): { at: number; note: OpenNote }[] {
  const told: { at: number; note: OpenNote }[] = [];
  let watch = watchReading(notOpen, 'open', 0);
  for (let at = nextNote(watch, leftOpenMs); at !== null && at <= end; at = nextNote(watch, leftOpenMs)) {
    const taken = takeNote(watch, at, leftOpenMs);
    if (taken.note) told.push({ at, note: taken.note });
    watch = taken.watch;
  }
  return told;
}

test('whoever is in front of it is reminded before anybody else hears of it', () => {
  expect(toldBy(MINUTE - 1)).toEqual([30_000, 40_000, 50_000].map((at) => ({ at, note: { note: 'reminder' } })));
});

test('then it is reported, at growing intervals, once a day in the end', () => {
  const reports = toldBy(4 * 1_440 * MINUTE).slice(3);
  expect(reports.map(({ at }) => at / MINUTE)).toEqual([1, 5, 15, 60, 240, 720, 1_440, 2_880, 4_320, 5_760]);
  expect(reports.map(({ note }) => note)).toEqual(
    reports.map(({ at }, index) => ({ note: 'left-open', escalation: index + 1, minutes: at / MINUTE })),
  );
});

test('closed ends it, and the next time begins anew; a contact that can not be read says nothing', () => {
  const open = watchReading(notOpen, 'open', 10);
  expect(watchReading(open, 'unknown', 20)).toBe(open);
  expect(watchReading(open, 'open', 30)).toBe(open);
  expect(watchReading(open, 'closed', 40)).toBe(notOpen);
  expect(nextNote(notOpen, MINUTE)).toBeNull();
  expect(watchReading(notOpen, 'unknown', 50)).toBe(notOpen);
});

test('whatever the site says and however long it stands open: few reports, each later than the one before', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1_000, max: 3_600_000 }), fc.integer({ min: 0, max: 40 }), (leftOpenMs, days) => {
      const told = toldBy(days * 1_440 * leftOpenMs, leftOpenMs);
      for (const [index, { at }] of told.entries()) expect(at).toBeGreaterThan(told[index - 1]?.at ?? 0);
      expect(told.length).toBeLessThanOrEqual(9 + days);
    }),
  );
});

test('however often it is taken up from what was told: the same reports at the same times', () => {
  const reportsBy = (end: number, cuts: readonly number[]) => {
    const told: { at: number; escalation: number; minutes: number }[] = [];
    let watch = watchReading(notOpen, 'open', 0);
    for (const until of [...cuts.filter((cut) => cut < end).sort((a, b) => a - b), end]) {
      for (let at = nextNote(watch, MINUTE); at !== null && at <= until; at = nextNote(watch, MINUTE)) {
        const { watch: next, note } = takeNote(watch, at, MINUTE);
        if (note?.note === 'left-open') told.push({ at, escalation: note.escalation, minutes: note.minutes });
        watch = next;
      }
      const last = told.at(-1) ?? { at: 0, escalation: 0 };
      watch = resumeWatch({ ago: until - last.at, escalation: last.escalation }, until, MINUTE);
    }
    return told;
  };
  const end = 3 * 1_440 * MINUTE;
  const moments = fc.array(fc.oneof(fc.integer({ min: 0, max: 5 * MINUTE }), fc.integer({ min: 0, max: end })));
  fc.assert(fc.property(moments, (cuts) => expect(reportsBy(end, cuts)).toEqual(reportsBy(end, []))));
});
