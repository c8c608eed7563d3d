import { COURIER_PIN, SERVICE_PIN, type Rig } from './rig';
import type { Street } from './street';
import { DOORS } from './things';

/** What the people at the terminal do for this. */
interface Visit {
  keys(text: string): Promise<void>;
  scan(text: string): Promise<void>;
  pass(ms: number): Promise<void>;
  opens(start: () => Promise<void>): Promise<string[]>;
}

export interface Check {
  readonly who: 'courier' | 'technician';
  readonly scope: 'unverified' | 'all';
  readonly manner: 'proper' | 'walk' | 'silent' | 'stop';
}

/** Somebody honest is led from compartment to compartment and says what they see. */
export async function check(street: Street, rig: Rig, visit: Visit, { who, scope, manner }: Check): Promise<void> {
  await visit.keys(who === 'courier' ? COURIER_PIN : SERVICE_PIN);
  await visit.pass(1_100);
  await visit.keys('4');
  if (rig.screen() !== 'audit-menu') return;
  let start = scope === 'all' && who === 'technician' ? '2#' : '1#';
  for (let n = 0; n < DOORS.length * 2 && rig.alive(); n += 1) {
    const [place] = await visit.opens(() => visit.keys(start));
    start = '';
    if (rig.screen() === 'audit-stuck') {
      // The door may have come, and its contact said nothing.
      start = place === undefined ? '*' : '#';
      if (place !== undefined) await street.hand(place, 'close');
      continue;
    }
    if (place === undefined || manner === 'walk') break;
    await street.hand(place, 'close');
    if (manner === 'silent' || rig.screen() !== 'audit-ask') break;
    if (manner === 'stop') start = '*';
    else start = await say(street, rig, visit, place);
    if (start === '*') {
      await visit.keys('*');
      break;
    }
  }
  await visit.keys('#**');
}

/** Returns the keys that say what is inside, or nothing after a label was read. */
async function say(street: Street, rig: Rig, visit: Visit, place: string): Promise<string> {
  const boxes = [...street.boxesIn(place)];
  const expected = rig.locker.store.parcels.inside(place);
  if (boxes.length === 0) {
    street.believe(place);
    return '2#';
  }
  const labels = (list: readonly { readonly label: string | null }[]): string =>
    JSON.stringify(list.map(({ label }) => label).sort());
  if (labels(boxes) === labels(expected)) return '1#';
  const [box] = boxes;
  if (boxes.length > 1 || box?.label == null || expected.some(({ label }) => label === box.label)) return '3#';
  // The next door opens by that.
  await visit.scan(box.label);
  return '';
}

/** A person's opening by hand: what they see they say, when it is nothing. */
export async function look(
  street: Street,
  rig: Rig,
  visit: Visit,
  place: string,
  by: { readonly person: string; readonly reason: string },
): Promise<void> {
  const opened = await visit.opens(() => street.act(() => rig.locker.operations.open(place, by)));
  if (!opened.includes(place)) return;
  await street.hand(place, 'close');
  await visit.pass(200);
  if (street.boxesIn(place).size > 0) return;
  await street.act(() => {
    if (rig.locker.operations.verifiedEmpty(place, by).ok) street.believe(place);
  });
}
