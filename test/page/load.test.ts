import { measureLoad } from './load';
import { Visit } from './visit';

const MB = 1_000_000;
/** `npm run bench:page` looks for ten minutes. */
const SECONDS = Number(process.env['PAGE_LOAD_SECONDS'] ?? 60);
const visit = new Visit();

beforeAll(() => visit.start());
afterAll(() => visit.stop());

test(
  `${SECONDS} s at 60 events a second: a flat heap, and a tenth of a core at most`,
  async () => {
    const desk = await visit.open();
    const { rate, heap, core } = await measureLoad(desk, SECONDS);
    const figures =
      `${rate.toFixed(1)} events/s; heap ${(heap.begin / MB).toFixed(1)} MB, after ${SECONDS} s ` +
      `${(heap.end / MB).toFixed(1)} MB; ${(100 * core).toFixed(1)} % of a core\n`;
    process.stderr.write(figures);
    // The page has followed all of it, and still does.
    const last = (await visit.demo.ok<{ events: { seq: number }[] }>('GET', '/events?last=1')).events[0];
    expect(last?.seq).toBeGreaterThan(SECONDS * 58);
    await desk.page
      .getByRole('status')
      .filter({ hasText: /^live$/ })
      .waitFor();

    expect(rate).toBeGreaterThan(58);
    expect(heap.end).toBeLessThan(50 * MB);
    expect(heap.end - heap.begin).toBeLessThan(4 * MB);
    expect(core).toBeLessThanOrEqual(0.1);
    // Without keypad and scanner the locker is out of order, and its health is answered with 503.
    expect(visit.complaints.filter((complaint) => !complaint.includes('503 (Service Unavailable)'))).toEqual([]);
  },
  (SECONDS + 60) * 1_000,
);
