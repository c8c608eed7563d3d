import { Access } from '../../../firmware/access/access';
import { pinVerifier, tokenVerifier } from '../../../firmware/access/codes';
import type { GuessRules } from '../../../firmware/access/guessing';
import { Lockout } from '../../../firmware/access/lockout';
import type { StoredEvent } from '../../../firmware/core/events';
import type { GrantRow } from '../../../firmware/store/grants';
import { putGrant, testStore, type TestStore } from '../../helpers/store';

export const KEY = Buffer.alloc(32, 5);
/** As shipped. */
export const RULES: GuessRules = { wrongPins: 5, seconds: 60, lockerWidePerYear: 80, byCompartmentPerDay: 12 };

/** What judges codes, on a store of its own. */
export interface AccessBox extends TestStore {
  readonly access: Access;
  readonly lockout: Lockout;
  /** `before` is called before each commit; may throw, like a power cut. */
  readonly commits: { before: () => void };
  give(id: string, pin: string | null, fields?: Partial<GrantRow>, token?: string): void;
  /** The newest event. */
  last(): StoredEvent | undefined;
}

export function accessBox(rules = RULES): AccessBox {
  const commits = { before: (): void => undefined };
  const store = testStore({ atCommit: (point) => (point === 'before' ? commits.before() : undefined) });
  const lockout = new Lockout(store.store, store.clock, rules, () => undefined);
  lockout.start();
  return {
    ...store,
    lockout,
    access: new Access(store.store, store.clock, KEY, 6, lockout, () => undefined),
    commits,
    give(id, pin, fields = {}, token) {
      putGrant(store.store, id, {
        pin: pin === null ? null : pinVerifier(KEY, pin),
        qr: token === undefined ? null : tokenVerifier(KEY, token),
        ...fields,
      });
    },
    last: () => store.events().at(-1),
    close() {
      lockout.stop();
      store.close();
    },
  };
}
