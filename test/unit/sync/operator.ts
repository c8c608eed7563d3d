import { applyDocument, type ApplyResult } from '../../../firmware/sync/apply';
import { parseDocument } from '../../../firmware/sync/document';
import { reportOf, type Report } from '../../../firmware/sync/report';
import { bytes, desired } from '../../helpers/documents';
import { KEY_ID, LOCKER, silent, testStore, type TestStore } from '../../helpers/store';

export interface TestOperator extends TestStore {
  /** Sends a document; its rev is one higher than the last unless it says otherwise. */
  send(fields: Record<string, unknown>): ApplyResult;
  report(): Report;
  rejected(): Record<string, string>;
}

/** A locker and the operator of its documents, without a network between them. */
export function testOperator(): TestOperator {
  const box = testStore();
  const site = { locker: { zone: 'Europe/Berlin' }, window: { hours: 72 } };
  let rev = 0;
  return {
    ...box,
    send(fields) {
      rev += 1;
      const parsed = parseDocument(bytes(desired({ rev, ...fields })), { locker: LOCKER, keyId: KEY_ID });
      if (!parsed.ok) throw new Error(parsed.error);
      return applyDocument(
        { store: box.store, clock: box.clock, site, logger: silent, sweep: () => {} },
        parsed.document,
      );
    },
    report: () => reportOf(box.store, '0.0.0'),
    rejected: () => Object.fromEntries(box.store.locker.rejected().map(({ id, code }) => [id, code])),
  };
}
