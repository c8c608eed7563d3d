import type { OpeningRow } from '../store/openings';
import type { Store } from '../store/store';

/** What the courier says after the door has closed ends the opening, once: a later answer changes nothing. */
export function answered(store: Store, id: number, record: (opening: OpeningRow) => void): void {
  store.write(() => {
    const opening = store.openings.get(id);
    if (opening?.stage !== 'opened') return;
    record(opening);
    store.openings.move(id, 'done', 'opened');
  });
}
